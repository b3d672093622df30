package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.nio.charset.StandardCharsets;

/** Every message's payload begins with a name of its own, so that it is known wherever it goes. */
final class Payloads {
  private static final char END = ' ';
  private static final int LONGEST_NAME = 24;

  private Payloads() {}

  /** The name and a filling, so many octets in all unless the name takes more. */
  static Octets of(String id, int octets) {
    StringBuilder text = new StringBuilder(id).append(END);
    while (text.length() < octets) {
      text.append('.');
    }
    return Octets.utf8(text.toString());
  }

  /** The name with the QoS at which a client is to get it. */
  static String id(Octets payload, Qos qos) {
    return id(payload) + "@q" + qos.bits();
  }

  /** The name, or "?" where the payload is none of ours. */
  static String id(Octets payload) {
    int length = Math.min(payload.length(), LONGEST_NAME);
    for (int i = 0; i < length; i++) {
      if (payload.at(i) == END) {
        return new String(payload.array(), 0, i, StandardCharsets.US_ASCII);
      }
    }
    return "?";
  }
}
