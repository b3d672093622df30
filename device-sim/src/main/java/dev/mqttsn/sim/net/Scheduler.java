package dev.mqttsn.sim.net;

/** The one thread of a number of nodes, and its clock; may be used from any thread. */
public interface Scheduler {
  /** Monotonic; milliseconds since some beginning. */
  long nowMillis();

  /** Runs a task on the nodes' thread, later and in order. */
  void execute(Runnable task);

  /** Runs a task on the nodes' thread at a time of this clock. */
  void at(long atMillis, Runnable task);

  /** Runs a task on the nodes' thread after a delay. */
  default void after(long delayMillis, Runnable task) {
    at(nowMillis() + delayMillis, task);
  }
}
