package dev.mqttsn.app;

/** Milliseconds that never go back, whatever happens to the time of day. */
final class MonotonicClock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long origin = System.nanoTime();

  long millis() {
    return (System.nanoTime() - origin) / NANOS_PER_MILLI;
  }
}
