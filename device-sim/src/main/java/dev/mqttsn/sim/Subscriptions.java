package dev.mqttsn.sim;

import dev.mqttsn.wire.Qos;
import java.util.LinkedHashMap;
import java.util.Map;

/** The filters that the node holds, to be made again when the gateway has forgotten them. */
final class Subscriptions {
  private final Map<Topic, Qos> held = new LinkedHashMap<>();

  void hold(Topic filter, Qos qos) {
    held.put(filter, qos);
  }

  void drop(Topic filter) {
    held.remove(filter);
  }

  Map<Topic, Qos> held() {
    return held;
  }
}
