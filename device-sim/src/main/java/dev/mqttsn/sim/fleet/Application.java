package dev.mqttsn.sim.fleet;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/** Something at the broker that sends to nodes. */
interface Application {
  /** There is no broker to be seen: nothing is sent. */
  Application NONE = (node, number, topic, qos, payload) -> {};

  /** Publishes; the fleet hears of it when the broker has taken the message. */
  void publish(String node, int number, String topic, Qos qos, Octets payload);
}
