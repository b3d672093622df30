package dev.mqttsn.sim.impair;

import java.util.Locale;

/**
 * How bad the network is, in each direction.
 *
 * @param lossPercent of all datagrams, 0 to 100
 * @param duplicatePercent of those that are not lost
 * @param reorderPercent of those that are not lost: held back so that later ones overtake them
 * @param minDelayMillis the shortest way
 * @param maxDelayMillis the longest way; without reordering, none overtakes another
 */
public record ImpairmentOptions(
    double lossPercent,
    double duplicatePercent,
    double reorderPercent,
    long minDelayMillis,
    long maxDelayMillis) {
  private static final double ALL = 100;

  /** As good a network as this one. */
  public static final ImpairmentOptions NONE = new ImpairmentOptions(0, 0, 0, 0, 0);

  public ImpairmentOptions {
    if (!isShare(lossPercent) || !isShare(duplicatePercent) || !isShare(reorderPercent)) {
      throw new IllegalArgumentException("a share is 0 to 100 percent");
    }
    if (minDelayMillis < 0 || maxDelayMillis < minDelayMillis) {
      throw new IllegalArgumentException("a delay is from 0 or more up to as much or more");
    }
  }

  private static boolean isShare(double percent) {
    return percent >= 0 && percent <= ALL;
  }

  public ImpairmentOptions withLoss(double percent) {
    return new ImpairmentOptions(
        percent, duplicatePercent, reorderPercent, minDelayMillis, maxDelayMillis);
  }

  public ImpairmentOptions withDuplicates(double percent) {
    return new ImpairmentOptions(
        lossPercent, percent, reorderPercent, minDelayMillis, maxDelayMillis);
  }

  public ImpairmentOptions withReordering(double percent) {
    return new ImpairmentOptions(
        lossPercent, duplicatePercent, percent, minDelayMillis, maxDelayMillis);
  }

  public ImpairmentOptions withDelay(long fromMillis, long toMillis) {
    return new ImpairmentOptions(
        lossPercent, duplicatePercent, reorderPercent, fromMillis, toMillis);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "loss %s %%, duplicates %s %%, reordering %s %%, delay %d..%d ms",
        plain(lossPercent),
        plain(duplicatePercent),
        plain(reorderPercent),
        minDelayMillis,
        maxDelayMillis);
  }

  private static String plain(double percent) {
    return percent == Math.rint(percent) ? "" + (long) percent : "" + percent;
  }
}
