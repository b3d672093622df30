package dev.mqttsn.sim.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When and why the demo ends; a signal waits here until everything is put away. */
final class Curtain {
  /** Why it ends. */
  enum Reason {
    TIME,
    SIGNAL,
    GATEWAY_GONE,
    NOBODY_WATCHES,
    NODES_NOT_READY
  }

  private static final long PUT_AWAY_SECONDS = 20;

  private final CompletableFuture<Reason> reason = new CompletableFuture<>();
  private final CountDownLatch away = new CountDownLatch(1);

  /** Ctrl-C and SIGTERM end the demo in order, with status 0 instead of the JVM's own. */
  static Curtain onSignals() {
    Curtain curtain = new Curtain();
    Runtime.getRuntime().addShutdownHook(new Thread(curtain::onShutdown, "shutdown"));
    return curtain;
  }

  private void onShutdown() {
    if (away.getCount() == 0) {
      return; // the demo has ended by itself and exits with its own status
    }
    fall(Reason.SIGNAL);
    try {
      if (!away.await(PUT_AWAY_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  /** The first reason counts. */
  void fall(Reason why) {
    reason.complete(why);
  }

  /** Runs at once where it has fallen already. */
  void whenFallen(Runnable action) {
    var unused = reason.thenRun(action);
  }

  boolean hasFallen() {
    return reason.isDone();
  }

  boolean hasFallenFor(Reason why) {
    return reason.getNow(null) == why;
  }

  Reason await() {
    return reason.join();
  }

  /** Everything is put away: the process may end. */
  void putAway() {
    away.countDown();
  }
}
