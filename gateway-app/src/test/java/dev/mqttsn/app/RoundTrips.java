package dev.mqttsn.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How long exchanges took. Thread-safe. */
final class RoundTrips {
  /** Later ones do not count. */
  private static final int MOST = 200_000;

  private final long[] micros = new long[MOST];
  private int count;

  /** An exchange that began at this {@link System#nanoTime} has ended. */
  void addSince(long startNanos) {
    add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
  }

  private synchronized void add(long elapsedMicros) {
    if (count < MOST) {
      micros[count++] = elapsedMicros;
    }
  }

  synchronized int count() {
    return count;
  }

  /**
   * What this share of them did not exceed: robust against a machine that pauses now and then.
   *
   * @param share 0.5 for the median
   */
  synchronized double millis(double share) {
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * count) - 1] / 1e3;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d round trips: median %.1f ms, 95 %% %.1f ms, longest %.1f ms",
        count(),
        millis(0.5),
        millis(0.95),
        millis(1));
  }
}
