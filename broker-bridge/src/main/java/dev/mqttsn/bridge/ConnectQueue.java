package dev.mqttsn.bridge;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may connect next. At most 64 attempts are under way at a time; nodes that wait come before
 * reconnects. While the broker cannot be reached one reconnect at a time probes it and the others
 * wait, so that a thousand links do not knock all at once.
 */
final class ConnectQueue<L> {
  static final int MAX_UNDER_WAY = 64;

  private final Backoff backoff;
  private final Set<L> urgent = new LinkedHashSet<>();
  private final Set<L> due = new LinkedHashSet<>();
  private final Map<L, Long> waiting = new LinkedHashMap<>();
  private final Set<L> underWay = new LinkedHashSet<>();
  private boolean reachable = true;
  private int failedProbes;
  private long nextProbeMillis;
  private L probe;

  ConnectQueue(Backoff backoff) {
    this.backoff = backoff;
  }

  void addUrgent(L link) {
    remove(link);
    urgent.add(link);
  }

  void add(L link, long atMillis) {
    remove(link);
    waiting.put(link, atMillis);
  }

  void remove(L link) {
    urgent.remove(link);
    due.remove(link);
    waiting.remove(link);
  }

  /** Whether nothing waits for its turn. */
  boolean isEmpty() {
    return urgent.isEmpty() && due.isEmpty() && waiting.isEmpty();
  }

  /** Moves those whose time has come to the queue; walks over all that wait. */
  void promote(long nowMillis) {
    Iterator<Map.Entry<L, Long>> all = waiting.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<L, Long> entry = all.next();
      if (entry.getValue() <= nowMillis) {
        due.add(entry.getKey());
        all.remove();
      }
    }
  }

  /** The link whose turn it is, or null; its attempt counts until {@link #ended} is called. */
  L poll(long nowMillis) {
    if (underWay.size() >= MAX_UNDER_WAY) {
      return null;
    }
    L next = takeFirst(urgent);
    if (next == null && reachable) {
      next = takeFirst(due);
    } else if (next == null && probe == null && nowMillis >= nextProbeMillis) {
      next = takeFirst(due);
      probe = next;
    }
    if (next != null) {
      underWay.add(next);
    }
    return next;
  }

  /** The attempt is over, with whatever result; harmless where none was under way. */
  void ended(L link) {
    underWay.remove(link);
    if (link.equals(probe)) {
      probe = null;
    }
  }

  /** The broker has answered somebody. */
  void onReachable() {
    if (!reachable) {
      due.addAll(waiting.keySet());
      waiting.clear();
    }
    reachable = true;
    failedProbes = 0;
  }

  /** Somebody's attempt got no answer, and nobody is connected. */
  void onUnreachable(long nowMillis) {
    reachable = false;
    nextProbeMillis = nowMillis + backoff.millisAfter(failedProbes++);
  }

  boolean isReachable() {
    return reachable;
  }

  private static <T> T takeFirst(Set<T> queue) {
    Iterator<T> all = queue.iterator();
    if (!all.hasNext()) {
      return null;
    }
    T first = all.next();
    all.remove();
    return first;
  }
}
