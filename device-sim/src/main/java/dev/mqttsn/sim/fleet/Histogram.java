package dev.mqttsn.sim.fleet;

import java.util.Locale;

/** Times with a resolution of 2 %, in a fixed space however many there are. */
final class Histogram {
  private static final double GROWTH = Math.log(1.02);
  private static final double MICROS_PER_MILLI = 1_000;

  /** From a microsecond to ten hours. */
  private final int[] counts = new int[1_240];

  private long total;
  private long maxMicros;

  void add(long micros) {
    counts[index(micros)]++;
    total++;
    maxMicros = Math.max(maxMicros, micros);
  }

  private int index(long micros) {
    return (int) Math.min(counts.length - 1, Math.log((double) Math.max(1, micros)) / GROWTH);
  }

  long total() {
    return total;
  }

  long maxMicros() {
    return maxMicros;
  }

  /**
   * A percentile.
   *
   * @param share 0 to 1
   */
  long micros(double share) {
    long rank = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(maxMicros, Math.round(Math.exp((i + 1) * GROWTH)));
      }
    }
    return 0;
  }

  static String millis(long micros) {
    double millis = micros / MICROS_PER_MILLI;
    return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
  }

  /** As in {@code p50 3.1, p95 20, p99 31, max 40 ms}; a dash where nothing was measured. */
  @Override
  public String toString() {
    if (total == 0) {
      return "-";
    }
    return "p50 %s, p95 %s, p99 %s, max %s ms"
        .formatted(
            millis(micros(0.5)), millis(micros(0.95)), millis(micros(0.99)), millis(maxMicros));
  }
}
