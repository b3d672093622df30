package dev.mqttsn.sim.net;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What a bad network does to messages, in each direction.
 *
 * @param loss the share of messages that are lost, 0 to 1
 * @param duplicate the share of the others that come twice
 * @param reorder the share of those that are held back, so that later ones overtake them
 * @param delayMinMillis the shortest way
 * @param delayMaxMillis the longest; messages that differ in it still keep their order
 */
public record Impairment(
    double loss, double duplicate, double reorder, long delayMinMillis, long delayMaxMillis) {
  /** Changes nothing. */
  public static final Impairment NONE = new Impairment(0, 0, 0, 0, 0);

  private static final long MIN_HOLD_MILLIS = 20;
  private static final double PERCENT = 100;

  public Impairment {
    if (!(isShare(loss) && isShare(duplicate) && isShare(reorder))) {
      throw new IllegalArgumentException("a share of messages is from 0 to 1");
    }
    if (delayMinMillis < 0 || delayMaxMillis < delayMinMillis) {
      throw new IllegalArgumentException("the longest delay is not shorter than the shortest");
    }
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  public Impairment withLoss(double newLoss) {
    return new Impairment(newLoss, duplicate, reorder, delayMinMillis, delayMaxMillis);
  }

  boolean isLost(RandomGenerator random) {
    return random.nextDouble() < loss;
  }

  boolean isDoubled(RandomGenerator random) {
    return random.nextDouble() < duplicate;
  }

  boolean isHeldBack(RandomGenerator random) {
    return random.nextDouble() < reorder;
  }

  long delayMillis(RandomGenerator random) {
    return delayMinMillis == delayMaxMillis
        ? delayMinMillis
        : random.nextLong(delayMinMillis, delayMaxMillis + 1);
  }

  /** How much later a message comes that is held back. */
  long holdMillis(RandomGenerator random) {
    return random.nextLong(MIN_HOLD_MILLIS, 2 * (MIN_HOLD_MILLIS + delayMaxMillis));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "loss %.3g %%, duplicates %.3g %%, reordering %.3g %%, delay %d to %d ms",
        loss * PERCENT,
        duplicate * PERCENT,
        reorder * PERCENT,
        delayMinMillis,
        delayMaxMillis);
  }
}
