package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.Scheduler;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The nodes' thread on a virtual clock: it runs while time passes. */
final class VirtualScheduler implements Scheduler {
  private static final int MAX_TASKS = 100_000;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::atMillis).thenComparingLong(Task::number));
  private long nowMillis;
  private long count;

  private record Task(long atMillis, long number, Runnable work) {}

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public void execute(Runnable work) {
    at(nowMillis, work);
  }

  @Override
  public void at(long atMillis, Runnable work) {
    tasks.add(new Task(atMillis, count++, work));
  }

  /** Does all that is due until then. */
  void pass(long millis) {
    long end = nowMillis + millis;
    for (int i = 0; !tasks.isEmpty() && tasks.peek().atMillis() <= end; i++) {
      if (i == MAX_TASKS) {
        throw new AssertionError("it never rests");
      }
      Task task = tasks.remove();
      nowMillis = Math.max(nowMillis, task.atMillis());
      task.work().run();
    }
    nowMillis = end;
  }
}
