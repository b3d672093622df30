package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.VirtualDevice;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/**
 * How messages are published.
 *
 * @param largestOctets the largest message that fits
 */
record Publication(Topic topic, Qos qos, boolean retain, int largestOctets) {
  boolean fits(Octets message) {
    return message.length() <= largestOctets;
  }

  void publish(VirtualDevice node, long nowMillis, Octets message) {
    long unused = node.publish(nowMillis, topic, qos, retain, message);
  }

  boolean needsSession() {
    return qos != Qos.MINUS_ONE;
  }
}
