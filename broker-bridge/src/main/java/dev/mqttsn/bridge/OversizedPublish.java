package dev.mqttsn.bridge;

import dev.mqttsn.wire.Qos;

/** A PUBLISH of the broker without its payload, which no MQTT-SN message can carry. */
record OversizedPublish(boolean duplicate, int packetId, Qos qos, String topic, int octets) {}
