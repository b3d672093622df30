package dev.mqttsn.sim.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and SIGTERM let a node end its session before the process ends. */
public final class Interrupt {
  private static final long PATIENCE_SECONDS = 3;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int status;

  /** From now on a signal asks for the end and waits for it. */
  public void arm(Runnable ask) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> onShutdown(ask), "shutdown"));
  }

  private void onShutdown(Runnable ask) {
    if (ended.getCount() == 0) {
      return; // the process ends by itself, with its own status
    }
    ask.run();
    try {
      if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended with this status. */
  public void over(int exitStatus) {
    status = exitStatus;
    ended.countDown();
  }
}
