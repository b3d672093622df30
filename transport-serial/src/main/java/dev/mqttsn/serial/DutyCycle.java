package dev.mqttsn.serial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The time on air that a band allows in any hour (EU868: 1 %). What was sent is kept in buckets of
 * ten seconds, each of which counts until all of it is an hour old.
 */
final class DutyCycle {
  private static final long WINDOW_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final long BUCKET_MICROS = TimeUnit.SECONDS.toMicros(10);

  private static final class Bucket {
    private final long endMicros;
    private long airMicros;

    Bucket(long endMicros) {
      this.endMicros = endMicros;
    }

    long freeMicros() {
      return endMicros + WINDOW_MICROS;
    }
  }

  private final Deque<Bucket> buckets = new ArrayDeque<>();
  private final long budgetMicros;
  private long usedMicros;

  DutyCycle(double share) {
    budgetMicros = (long) (share * WINDOW_MICROS);
  }

  long budgetMicros() {
    return budgetMicros;
  }

  /** When this much may be sent within a part of the budget; not before now. */
  long readyMicros(long nowMicros, long airMicros, long withinMicros) {
    forget(nowMicros);
    long excess = usedMicros + airMicros - withinMicros;
    if (excess <= 0) {
      return nowMicros;
    }
    for (Bucket bucket : buckets) {
      excess -= bucket.airMicros;
      if (excess <= 0) {
        return bucket.freeMicros();
      }
    }
    return SendQueue.NEVER;
  }

  void sent(long nowMicros, long airMicros) {
    forget(nowMicros);
    long endMicros = (Math.floorDiv(nowMicros + airMicros, BUCKET_MICROS) + 1) * BUCKET_MICROS;
    if (buckets.isEmpty() || buckets.getLast().endMicros < endMicros) {
      buckets.addLast(new Bucket(endMicros));
    }
    buckets.getLast().airMicros += airMicros;
    usedMicros += airMicros;
  }

  private void forget(long nowMicros) {
    while (!buckets.isEmpty() && buckets.getFirst().freeMicros() <= nowMicros) {
      usedMicros -= buckets.removeFirst().airMicros;
    }
  }
}
