package dev.mqttsn.sim.world;

import java.util.List;
import java.util.Locale;

/** What came of a run. */
record WorldReport(
    WorldOptions options,
    List<String> findings,
    long endMillis,
    int publishedUp,
    long queuedDown,
    int givenUp,
    Costs costs) {
  boolean isClean() {
    return findings.isEmpty();
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%d up, %d down (%d given up by rule), %d frames, %.1f frames and %.0f octets a message,"
            + " wake p50 %d ms, p99 %d ms",
        publishedUp,
        queuedDown,
        givenUp,
        costs.frames(),
        costs.framesPerMessage(),
        costs.octetsPerMessage(),
        costs.wakeMillis(50),
        costs.wakeMillis(99));
  }
}
