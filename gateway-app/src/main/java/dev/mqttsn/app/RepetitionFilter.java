package dev.mqttsn.app;

import java.util.HashMap;
import java.util.Map;

/** Lets one event of a kind pass per interval and counts the others. */
final class RepetitionFilter {
  static final long INTERVAL_MILLIS = 10_000;
  private static final int MAX_KINDS = 64;

  /** All kinds beyond that many are one. */
  private static final String THE_REST = "";

  private final Map<String, Kind> kinds = new HashMap<>();

  /** What is known of a kind: when it may pass again, and how many were held back. */
  private static final class Kind {
    private long nextMillis = Long.MIN_VALUE;
    private long held;
  }

  /** How many events the passing one stands for, itself included; 0 when it is held back. */
  long pass(long nowMillis, String name) {
    boolean own = kinds.containsKey(name) || kinds.size() < MAX_KINDS;
    Kind kind = kinds.computeIfAbsent(own ? name : THE_REST, any -> new Kind());
    kind.held++;
    if (nowMillis < kind.nextMillis) {
      return 0;
    }
    long stoodFor = kind.held;
    kind.held = 0;
    kind.nextMillis = nowMillis + INTERVAL_MILLIS;
    return stoodFor;
  }
}
