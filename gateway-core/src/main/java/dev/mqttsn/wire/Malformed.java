package dev.mqttsn.wire;

/** A datagram that is no MQTT-SN 1.2 message; it is counted and never answered. */
public record Malformed(String reason) implements Decoded {}
