package dev.mqttsn.gateway;

import dev.mqttsn.port.Link;
import java.util.List;

/**
 * What the operator decides.
 *
 * @param gwId 0 to 255, unique in a network (MQTT-SN 1.2 5.3.6)
 * @param links the attachments to networks of nodes
 * @param durable whether sessions outlive the gateway: the driver then carries out {@link
 *     dev.mqttsn.port.Effect.Store}
 */
public record GatewayConfig(
    int gwId, List<Link> links, PredefinedTopics predefined, Limits limits, boolean durable) {

  /** A gateway without stable storage. */
  public GatewayConfig(int gwId, List<Link> links, PredefinedTopics predefined, Limits limits) {
    this(gwId, links, predefined, limits, false);
  }

  public static final long DEFAULT_ADVERTISE_INTERVAL_MILLIS = 15 * 60 * 1000L;
}
