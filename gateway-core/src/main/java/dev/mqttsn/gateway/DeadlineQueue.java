package dev.mqttsn.gateway;

import dev.mqttsn.session.ClientSession;
import java.util.PriorityQueue;

/**
 * Which session has a deadline next. A deadline that moves away, as each message of a client moves
 * its keep-alive's, costs nothing: the entry stays, and is looked at again when it is due.
 */
final class DeadlineQueue {
  private static final int STALE_TOLERATED = 1_000;

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long sequence;
  private int stale;

  /** The session wants to be called at this time; {@link GatewayShard#NEVER} for not at all. */
  void update(ClientSession session, long deadlineMillis) {
    if (deadlineMillis < session.queuedDeadline()) {
      setStale(session);
      session.setQueuedDeadline(deadlineMillis);
      entries.add(new Entry(deadlineMillis, sequence++, session));
      compact();
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
      stale--;
    }
    return null;
  }

  void remove(ClientSession session) {
    setStale(session);
    session.setQueuedDeadline(GatewayShard.NEVER);
    compact();
  }

  long next() {
    while (!entries.isEmpty() && !entries.peek().isCurrent()) {
      entries.remove();
      stale--;
    }
    return entries.isEmpty() ? GatewayShard.NEVER : entries.peek().deadlineMillis;
  }

  private void setStale(ClientSession session) {
    stale += session.queuedDeadline() == GatewayShard.NEVER ? 0 : 1;
  }

  /** Entries may lie days ahead: those of sessions that are gone must not pile up till then. */
  private void compact() {
    if (stale > STALE_TOLERATED && stale > entries.size() / 2) {
      entries.removeIf(entry -> !entry.isCurrent());
      stale = 0;
    }
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
