package dev.mqttsn.app.store;

import dev.mqttsn.port.StoredChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Changes between the loop, which adds them, and the writing thread, which takes groups. */
final class ChangeQueue {
  /** So long a small group waits for others, to share one flush of the disk. */
  private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** A group that waits for no more: a broker's window of 20 messages goes through at once. */
  private static final int GROUP_LIMIT = 16;

  /** Far more than a disk that works falls behind; messages to sleepers may come at any rate. */
  private static final int LIMIT = 100_000;

  /** Of payloads: a tenth of the heap that the gateway is started with. */
  private static final long LIMIT_OCTETS = 24L << 20;

  private static final long REWRITE_MILLIS = 5_000;

  /** A change and its place in the order of all. */
  record Entry(long sequence, StoredChange change) {}

  private List<Entry> waiting = new ArrayList<>();
  private long waitingOctets;
  private boolean dropping;
  private boolean overflowed;
  private boolean closed;
  private long nextGroupNanos = System.nanoTime();

  synchronized void add(List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.change() instanceof StoredChange.ReplaceAll) {
        dropping = false;
      }
      if (!dropping) {
        waiting.add(entry);
        waitingOctets += octets(entry.change());
      }
    }
    if (waiting.size() > LIMIT || waitingOctets > LIMIT_OCTETS) {
      overflowed = true;
      dropUntilRewrite();
    }
    notifyAll();
  }

  /** Waits for changes, and then until they may be committed; empty when there are no more. */
  synchronized List<Entry> take() throws InterruptedException {
    while (waiting.isEmpty() && !closed && !overflowed) {
      wait();
    }
    long nanos = nextGroupNanos - System.nanoTime();
    while (nanos > 0 && waiting.size() < GROUP_LIMIT && !closed && !overflowed) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
      nanos = nextGroupNanos - System.nanoTime();
    }
    nextGroupNanos = System.nanoTime() + GROUP_NANOS;
    return takeAll();
  }

  /** What the change holds in memory that nothing else may hold any more. */
  private static long octets(StoredChange change) {
    return change instanceof StoredChange.PutMessage put ? put.message().payload().length() : 0;
  }

  private List<Entry> takeAll() {
    List<Entry> taken = waiting;
    waiting = new ArrayList<>();
    waitingOctets = 0;
    return taken;
  }

  /** Whether changes were lost because too many waited; told once. */
  synchronized boolean hasOverflowed() {
    boolean was = overflowed;
    overflowed = false;
    return was;
  }

  /** What waits and what follows is given up, up to the next change that holds everything. */
  synchronized void dropUntilRewrite() {
    dropping = true;
    waiting.clear();
    waitingOctets = 0;
  }

  /** Waits for the change that holds everything; empty where it does not come. */
  synchronized List<Entry> takeRewrite() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REWRITE_MILLIS);
    while (waiting.isEmpty() && !closed) {
      long nanos = until - System.nanoTime();
      if (nanos <= 0) {
        return List.of();
      }
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return takeAll();
  }

  /** Waits so long; false where the queue was closed meanwhile. */
  synchronized boolean pause(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long nanos = until - System.nanoTime();
        nanos > 0 && !closed;
        nanos = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
    return !closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Whether it is closed and nothing waits any more. */
  synchronized boolean isDone() {
    return closed && waiting.isEmpty();
  }
}
