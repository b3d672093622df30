package dev.mqttsn.udp;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What waits to be written to a capture, bounded in count and octets; never blocks who offers. */
final class CaptureQueue {
  static final int MAX_DATAGRAMS = 16_384;
  static final int MAX_OCTETS = 16 << 20;

  private final BlockingQueue<CapturedDatagram> waiting = new LinkedBlockingQueue<>(MAX_DATAGRAMS);
  private final AtomicLong octets = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closed;

  void offer(CapturedDatagram datagram) {
    if (closed) {
      return;
    }
    int size = datagram.payload().length();
    if (octets.addAndGet(size) > MAX_OCTETS || !waiting.offer(datagram)) {
      octets.addAndGet(-size);
      dropped.incrementAndGet();
    }
  }

  /** Null when nothing came in that time. */
  CapturedDatagram poll(long millis) throws InterruptedException {
    CapturedDatagram next = waiting.poll(millis, TimeUnit.MILLISECONDS);
    if (next != null) {
      octets.addAndGet(-next.payload().length());
    }
    return next;
  }

  /** Nothing is taken any more; what waits can still be polled. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  long dropped() {
    return dropped.get();
  }
}
