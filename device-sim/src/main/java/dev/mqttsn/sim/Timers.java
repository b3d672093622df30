package dev.mqttsn.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Tasks for later, in the order of their times. */
final class Timers {
  private record Timer(long atMillis, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atMillis));

  void add(long atMillis, Runnable task) {
    timers.add(new Timer(atMillis, task));
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
