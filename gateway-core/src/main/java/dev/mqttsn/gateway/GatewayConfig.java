package dev.mqttsn.gateway;

import dev.mqttsn.port.Link;
import java.util.List;

/**
 * What the operator decides.
 *
 * @param gwId 0 to 255, unique in a network (MQTT-SN 1.2 5.3.6)
 * @param advertiseIntervalMillis T_ADV; 0 for no ADVERTISE
 * @param retryIntervalMillis T_retry
 * @param retryCount N_retry
 * @param links the attachments to which ADVERTISE and GWINFO go
 */
public record GatewayConfig(
    int gwId,
    long advertiseIntervalMillis,
    long retryIntervalMillis,
    int retryCount,
    List<Link> links,
    PredefinedTopics predefined,
    Limits limits) {

  public static final long DEFAULT_RETRY_INTERVAL_MILLIS = 10_000;
  public static final int DEFAULT_RETRY_COUNT = 3;
  public static final long DEFAULT_ADVERTISE_INTERVAL_MILLIS = 15 * 60 * 1000L;
}
