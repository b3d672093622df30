package dev.mqttsn.serial;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what the port's threads hear to the event loop, in order. When the loop falls behind, the
 * reader waits a little, so that the system's own buffer fills, before anything is dropped.
 */
final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final int CAPACITY = 4_096;
  private static final int BATCH = 256;
  private static final long ROOM_MILLIS = 100;

  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicInteger dropped = new AtomicInteger();
  private final Executor loop;
  private final IntConsumer onDropped;
  private volatile boolean closed;

  /**
   * @param onDropped is told on the loop how many events were dropped since it was told last
   */
  Inbox(Executor loop, IntConsumer onDropped) {
    this.loop = loop;
    this.onDropped = onDropped;
  }

  void add(Runnable event) throws InterruptedException {
    if (!waiting.offer(event, ROOM_MILLIS, TimeUnit.MILLISECONDS)) {
      dropped.incrementAndGet();
    }
    schedule();
  }

  private void schedule() {
    if (!closed && scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        closed = true;
      }
    }
  }

  /** One batch at a time, so that other links have their turn. */
  private void drain() {
    scheduled.set(false);
    int lost = dropped.getAndSet(0);
    if (lost > 0) {
      run(() -> onDropped.accept(lost));
    }
    for (int i = 0; i < BATCH && !closed; i++) {
      Runnable event = waiting.poll();
      if (event == null) {
        return;
      }
      run(event);
    }
    if (!waiting.isEmpty()) {
      schedule();
    }
  }

  /** Whoever hears it may fail: the next event is heard all the same. */
  private static void run(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.error("a defect of the gateway", e);
    }
  }

  void close() {
    closed = true;
    waiting.clear();
  }
}
