package dev.mqttsn.sim.world;

import java.util.PriorityQueue;

/** Virtual time in milliseconds: tasks run in the order of their times, then of their issue. */
final class VirtualClock {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowMillis;
  private long issued;

  private static final class Task implements Comparable<Task> {
    private final long atMillis;
    private final long number;
    private Runnable work;

    Task(long atMillis, long number, Runnable work) {
      this.atMillis = atMillis;
      this.number = number;
      this.work = work;
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  long now() {
    return nowMillis;
  }

  /** Runs a task at a time, at once if that is over; what is returned cancels it. */
  Runnable at(long millis, Runnable work) {
    Task task = new Task(Math.max(nowMillis, millis), issued++, work);
    tasks.add(task);
    return () -> task.work = null;
  }

  Runnable after(long delayMillis, Runnable work) {
    return at(nowMillis + delayMillis, work);
  }

  /** Runs the next task that is due by then; false where there is none, and then it is then. */
  boolean runNext(long untilMillis) {
    while (!tasks.isEmpty() && tasks.peek().atMillis <= untilMillis) {
      Task task = tasks.remove();
      if (task.work != null) {
        nowMillis = task.atMillis;
        task.work.run();
        return true;
      }
    }
    nowMillis = Math.max(nowMillis, untilMillis);
    return false;
  }
}
