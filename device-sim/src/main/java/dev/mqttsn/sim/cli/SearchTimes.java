package dev.mqttsn.sim.cli;

import java.util.concurrent.TimeUnit;

/** When to ask, as time goes on: at once, and again after pauses that double (6.1). */
final class SearchTimes {
  private static final long FIRST_PAUSE_MILLIS = 500;

  private final long beginNanos = System.nanoTime();
  private final long endMillis;
  private long nextMillis;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  SearchTimes(int seconds) {
    this.endMillis = TimeUnit.SECONDS.toMillis(seconds);
  }

  long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
  }

  boolean isOver() {
    return nowMillis() >= endMillis;
  }

  /** Whether to ask now; plans the next time. */
  boolean isDue() {
    if (nowMillis() < nextMillis) {
      return false;
    }
    nextMillis = nowMillis() + pauseMillis;
    pauseMillis *= 2;
    return true;
  }

  /** How long nothing has to be done, at least a millisecond. */
  long idleMillis() {
    return Math.max(1, Math.min(nextMillis, endMillis) - nowMillis());
  }
}
