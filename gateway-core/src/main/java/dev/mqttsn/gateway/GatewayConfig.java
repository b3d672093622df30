package dev.mqttsn.gateway;

import dev.mqttsn.port.Link;
import java.util.List;

/**
 * What the operator decides.
 *
 * @param gwId 0 to 255, unique in a network (MQTT-SN 1.2 5.3.6)
 * @param links the attachments to networks of nodes
 */
public record GatewayConfig(
    int gwId, List<Link> links, PredefinedTopics predefined, Limits limits) {

  public static final long DEFAULT_ADVERTISE_INTERVAL_MILLIS = 15 * 60 * 1000L;
}
