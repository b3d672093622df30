package dev.mqttsn.gateway;

import dev.mqttsn.session.ClientSession;
import java.util.PriorityQueue;

/**
 * Which session has a deadline next. A deadline that moves away, as each message of a client moves
 * its keep-alive's, costs nothing: the entry stays, and is looked at again when it is due.
 */
final class DeadlineQueue {
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long sequence;

  /** The session wants to be called at this time; {@link GatewayShard#NEVER} for not at all. */
  void update(ClientSession session, long deadlineMillis) {
    if (deadlineMillis < session.queuedDeadline()) {
      session.setQueuedDeadline(deadlineMillis);
      entries.add(new Entry(deadlineMillis, sequence++, session));
    }
  }

  /** Takes out a session whose entry is due, or gives null; put it back with update. */
  ClientSession pollDue(long nowMillis) {
    while (!entries.isEmpty() && entries.peek().deadlineMillis <= nowMillis) {
      Entry entry = entries.remove();
      if (entry.isCurrent()) {
        entry.session.setQueuedDeadline(GatewayShard.NEVER);
        return entry.session;
      }
    }
    return null;
  }

  /** Its entries are dropped when they come up. */
  void remove(ClientSession session) {
    session.setQueuedDeadline(GatewayShard.NEVER);
  }

  long next() {
    while (!entries.isEmpty() && !entries.peek().isCurrent()) {
      entries.remove();
    }
    return entries.isEmpty() ? GatewayShard.NEVER : entries.peek().deadlineMillis;
  }

  private record Entry(long deadlineMillis, long sequence, ClientSession session)
      implements Comparable<Entry> {
    boolean isCurrent() {
      return session.queuedDeadline() == deadlineMillis;
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(deadlineMillis, other.deadlineMillis);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
