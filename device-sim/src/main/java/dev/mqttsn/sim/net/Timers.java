package dev.mqttsn.sim.net;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Tasks for later, in the order of their times; those of one time in the order they came. */
final class Timers {
  private record Timer(long atMillis, long number, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::atMillis).thenComparingLong(Timer::number));
  private long count;

  void add(long atMillis, Runnable task) {
    timers.add(new Timer(atMillis, count++, task));
  }

  long nextMillis() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().atMillis();
  }

  void runDue(long nowMillis) {
    while (nextMillis() <= nowMillis) {
      timers.remove().task().run();
    }
  }
}
