package dev.mqttsn.app;

import dev.mqttsn.wire.Qos;

/** The n-th message of a sender, which says so in its payload; QoS 1 and 2 take turns. */
record Numbered(String sender, int number) {
  /** Reads a payload. */
  static Numbered parse(String payload) {
    int space = payload.lastIndexOf(' ');
    return new Numbered(
        payload.substring(0, space), Integer.parseInt(payload.substring(space + 1)));
  }

  Qos qos() {
    return number % 2 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE;
  }

  String payload() {
    return sender + " " + number;
  }
}
