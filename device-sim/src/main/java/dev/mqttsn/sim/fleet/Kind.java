package dev.mqttsn.sim.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a node does all day. */
enum Kind {
  /** Publishes readings. */
  SENSOR,
  /** A sensor that changes its address. */
  MOBILE,
  /** Sleeps, wakes for its messages, publishes now and then. */
  SLEEPER,
  /** Obeys commands and answers each with its state. */
  ACTUATOR,
  /** Publishes at QoS -1, without a session. */
  BEACON,
  /** Breaks the rules; what becomes of its own messages is nobody's promise. */
  RUDE;

  static List<String> names() {
    return Arrays.stream(values()).map(Kind::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
