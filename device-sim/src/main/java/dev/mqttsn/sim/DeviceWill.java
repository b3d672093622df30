package dev.mqttsn.sim;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/** What the gateway publishes when it loses the node (MQTT-SN 1.2 6.3). */
public record DeviceWill(String topic, Octets message, Qos qos, boolean retain) {}
