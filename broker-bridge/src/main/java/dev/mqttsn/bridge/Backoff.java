package dev.mqttsn.bridge;

import java.util.random.RandomGenerator;

/** Waits between attempts: doubled at each failure up to a limit, with a fifth of jitter. */
final class Backoff {
  private static final int MAX_DOUBLINGS = 20;
  private static final double JITTER = 0.2;

  private final long minMillis;
  private final long maxMillis;
  private final RandomGenerator random;

  Backoff(BrokerConfig config, RandomGenerator random) {
    this.minMillis = Math.max(1, config.backoffMinMillis());
    this.maxMillis = Math.max(minMillis, config.backoffMaxMillis());
    this.random = random;
  }

  /** The wait after this many failures, the first being number 0. */
  long millisAfter(int failures) {
    long base = Math.min(maxMillis, minMillis << Math.min(failures, MAX_DOUBLINGS));
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Math.max(minMillis, Math.min(maxMillis, (long) (base * factor)));
  }
}
