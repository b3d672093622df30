package dev.mqttsn.sim.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a rude node is rude. */
enum Manner {
  /** Acknowledges nothing that the gateway sends. */
  NEVER_ACK,
  /** Uses MsgIds and topic ids that nobody gave it. */
  WRONG_IDS,
  /** Goes without a word and comes back as if it had never been there. */
  HALF_OPEN;

  static List<String> names() {
    return Arrays.stream(values()).map(Manner::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
