package dev.mqttsn.sim;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/**
 * A message that reached a node.
 *
 * @param dup whether the gateway marked it as a repetition; at QoS 1 the node may have it already
 */
public record Message(Topic topic, Qos qos, boolean retain, boolean dup, Octets payload) {}
