package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The send queue between the event loop, which fills it, and the writer, which waits for it. */
final class Outbox {
  private final SendQueue queue;
  private final LongSupplier microClock;
  private boolean open;
  private boolean closed;

  Outbox(SendQueue queue, LongSupplier microClock) {
    this.queue = queue;
    this.microClock = microClock;
  }

  /** Empty while the port is open and nothing had to be dropped. */
  synchronized Optional<Dropped> offer(NodeAddress to, byte[] message) {
    if (!open) {
      return Optional.of(new Dropped(to, "port closed"));
    }
    return queue.offer(to, message).map(outgoing -> new Dropped(outgoing.to(), "queue full"));
  }

  /** A message that is not sent. */
  record Dropped(NodeAddress to, String reason) {}

  synchronized void flush() {
    notifyAll();
  }

  synchronized Optional<NodeAddress> onStatus(int frameId, boolean delivered) {
    Optional<NodeAddress> node = queue.onStatus(frameId, delivered);
    notifyAll();
    return node;
  }

  synchronized List<NodeAddress> takeUnanswered() {
    return queue.takeUnanswered(microClock.getAsLong());
  }

  synchronized void open() {
    open = true;
  }

  /** The port is gone: what waits would be stale when it is back. Returns how much that was. */
  synchronized int lose() {
    open = false;
    notifyAll();
    return queue.clear();
  }

  /** For good; what may still go at this moment is handed out first. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized int size() {
    return queue.size();
  }

  /** Waits for the next message that may go; empty when the port is gone or the link closed. */
  synchronized Optional<Outgoing> take() throws InterruptedException {
    while (open) {
      long nowMicros = microClock.getAsLong();
      Optional<Outgoing> next = queue.poll(nowMicros);
      if (next.isPresent() || closed) {
        return next;
      }
      await(queue.wakeMicros() - nowMicros);
    }
    return Optional.empty();
  }

  private void await(long micros) throws InterruptedException {
    long atMost = TimeUnit.SECONDS.toMicros(60);
    TimeUnit.MICROSECONDS.timedWait(this, Math.max(1, Math.min(micros, atMost)));
  }
}
