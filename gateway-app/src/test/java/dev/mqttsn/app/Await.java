package dev.mqttsn.app;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
final class Await {
  private static final long DEADLINE_MILLIS = 20_000;
  private static final long LOOK_MILLIS = 2;

  private Await() {}

  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    until(what, DEADLINE_MILLIS, condition);
  }

  static void until(String what, long deadlineMillis, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + deadlineMillis + " ms: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
