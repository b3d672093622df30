package dev.mqttsn.sim.impair;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides what becomes of the datagrams of one direction of one node. Pure: the n-th datagram has
 * the same fate whenever the random numbers are the same, and a worse network with the same random
 * numbers loses the same ones and more.
 *
 * <p>Nothing that is sent later overtakes a copy, but what overtakes its original: a copy of a QoS
 * 2 PUBLISH that comes after the PUBREL is a new message to any receiver that follows the
 * specification, so that exactly once could not be asked of anybody.
 */
public final class Impairment {
  /** How much longer than the longest delay a datagram is held back that is to be overtaken. */
  static final long HOLD_BACK_MILLIS = 20;

  /** How much later than the datagram itself its copy arrives, at most. */
  static final long COPY_MILLIS = 20;

  private static final double PERCENT = 100;

  private final ImpairmentOptions options;
  private final RandomGenerator random;
  private long lastDueMillis = Long.MIN_VALUE;

  public Impairment(ImpairmentOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /** A datagram is on its way from now on. */
  public Fate next(long nowMillis) {
    boolean lost = draw(options.lossPercent());
    boolean doubled = draw(options.duplicatePercent());
    boolean heldBack = draw(options.reorderPercent());
    long delay = delay();
    long copyDelay = (long) (random.nextDouble() * (COPY_MILLIS + 1));
    if (lost) {
      return Fate.LOST;
    }
    long due = heldBack ? nowMillis + heldBackMillis() : inOrder(nowMillis + delay);
    if (!doubled) {
      return new Fate(List.of(due), heldBack);
    }
    long copyDue = heldBack ? due : inOrder(nowMillis + copyDelay);
    return new Fate(List.of(due, copyDue), heldBack);
  }

  private boolean draw(double percent) {
    return random.nextDouble() * PERCENT < percent;
  }

  private long delay() {
    long spread = options.maxDelayMillis() - options.minDelayMillis();
    return options.minDelayMillis() + (long) (random.nextDouble() * (spread + 1));
  }

  private long heldBackMillis() {
    return options.maxDelayMillis() + HOLD_BACK_MILLIS;
  }

  private long inOrder(long dueMillis) {
    lastDueMillis = Math.max(lastDueMillis, dueMillis);
    return lastDueMillis;
  }
}
