package dev.mqttsn.sim.world;

import java.util.ArrayList;
import java.util.List;

/** What the checkers found wrong; the first finding ends the run. */
final class Findings {
  private static final int LIMIT = 5;

  private final VirtualClock clock;
  private final List<String> all = new ArrayList<>();

  Findings(VirtualClock clock) {
    this.clock = clock;
  }

  /** The checker that found it, and what it found, in words. */
  void add(String checker, String text) {
    if (all.size() < LIMIT) {
      all.add(Trace.time(clock.now()) + " " + checker + ": " + text);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
