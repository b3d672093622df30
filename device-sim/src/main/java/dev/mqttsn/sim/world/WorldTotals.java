package dev.mqttsn.sim.world;

import java.util.Locale;

/** Many runs in one line. */
final class WorldTotals {
  private static final double MILLIS_PER_DAY = 86_400_000;

  private int runs;
  private int failed;
  private long frames;
  private long messages;
  private double nodeDays;

  void add(WorldReport report) {
    runs++;
    failed += report.isClean() ? 0 : 1;
    frames += report.costs().frames();
    messages += report.costs().messages();
    nodeDays += report.options().nodes() * report.endMillis() / MILLIS_PER_DAY;
  }

  int failed() {
    return failed;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d runs, %d failed; %.1f node-days, %d frames, %d messages delivered",
        runs,
        failed,
        nodeDays,
        frames,
        messages);
  }
}
