package dev.mqttsn.sim.impair;

import dev.mqttsn.wire.Octets;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Datagrams that are on their way, by the time at which they arrive; a limited number of them. */
final class Underway {
  static final long NEVER = Long.MAX_VALUE;

  /** A datagram, its arrival, and its place among those that arrive at the same time. */
  record Datagram(long dueMillis, long order, Flow flow, boolean upwards, Octets octets) {}

  private final int limit;
  private final PriorityQueue<Datagram> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Datagram::dueMillis).thenComparingLong(Datagram::order));
  private long order;

  Underway(int limit) {
    this.limit = limit;
  }

  /** False where there are too many already. */
  boolean add(long dueMillis, Flow flow, boolean upwards, Octets octets) {
    if (queue.size() >= limit) {
      return false;
    }
    queue.add(new Datagram(dueMillis, order++, flow, upwards, octets));
    return true;
  }

  long nextMillis() {
    return queue.isEmpty() ? NEVER : queue.peek().dueMillis();
  }

  /** The next one that is due; null when there is none. */
  Datagram poll(long nowMillis) {
    return nextMillis() <= nowMillis ? queue.poll() : null;
  }
}
