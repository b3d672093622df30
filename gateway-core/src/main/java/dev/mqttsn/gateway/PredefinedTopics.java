package dev.mqttsn.gateway;

import java.util.Map;

/**
 * Topic ids that both sides know beforehand (MQTT-SN 1.2 3, 6.7): for all clients, and for single
 * clients, whose own entries win.
 */
public record PredefinedTopics(
    Map<Integer, String> all, Map<String, Map<Integer, String>> perClient) {
  public static final PredefinedTopics NONE = new PredefinedTopics(Map.of(), Map.of());

  /** The topic name, or null where the id is not defined; the client id is null for QoS -1. */
  public String name(String clientId, int topicId) {
    Map<Integer, String> own = clientId == null ? null : perClient.get(clientId);
    String name = own == null ? null : own.get(topicId);
    return name != null ? name : all.get(topicId);
  }
}
