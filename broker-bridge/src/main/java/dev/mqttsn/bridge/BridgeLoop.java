package dev.mqttsn.bridge;

import java.util.concurrent.Executor;

/**
 * The one thread on which a bridge lives, with its clock. {@link #execute} runs a task soon, but
 * never inside of the call.
 */
public interface BridgeLoop extends Executor {
  /** Monotonic. */
  long nowMillis();

  /**
   * Runs a task once, later.
   *
   * @return prevents it from running; harmless afterwards
   */
  Runnable schedule(long delayMillis, Runnable task);
}
