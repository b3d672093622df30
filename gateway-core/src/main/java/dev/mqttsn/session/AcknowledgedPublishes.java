package dev.mqttsn.session;

import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Octets;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The publishes that were acknowledged lately, to tell a repetition from a new message.
 *
 * <p>A PUBLISH with the MsgId, topic and payload of one already acknowledged is a repetition if
 * DUP=1, or if DUP=0 and it comes within 60 s of the last copy, the node has begun no other
 * acknowledged request since, and no CONNECT lies between. Real clients repeat with DUP=0, and
 * others never change their MsgId: the rule serves both.
 */
final class AcknowledgedPublishes {
  private static final long REPETITION_MILLIS = 60_000;

  private final Requests requests;
  private final int limit;
  private ArrayDeque<Entry> entries;

  /**
   * @param limit how many are remembered: as many as may be under way at once
   */
  AcknowledgedPublishes(Requests requests, int limit) {
    this.requests = requests;
    this.limit = limit;
  }

  /** Remembers it with the requests that had begun when it came. */
  void add(Submission submission) {
    if (entries == null) {
      entries = new ArrayDeque<>(2);
    }
    if (entries.size() >= limit) {
      entries.removeFirst();
    }
    entries.addLast(new Entry(submission));
  }

  boolean isRepetition(long nowMillis, boolean dup, int msgId, long fingerprint) {
    if (entries == null) {
      return false;
    }
    for (Iterator<Entry> newestFirst = entries.descendingIterator(); newestFirst.hasNext(); ) {
      Entry entry = newestFirst.next();
      if (entry.msgId == msgId && entry.fingerprint == fingerprint) {
        if (!dup && !isRecent(entry, nowMillis)) {
          return false;
        }
        entry.lastCopyMillis = nowMillis;
        return true;
      }
    }
    return false;
  }

  /** Topic, payload, QoS and Retain in 64 bits: a repetition changes none, and none is kept. */
  static long fingerprint(String topic, Publish frame) {
    Octets payload = frame.data();
    long hash = 0xcbf29ce484222325L ^ topic.hashCode();
    hash = (hash ^ (frame.qos().bits() << 1 | (frame.retain() ? 1 : 0))) * 0x100000001b3L;
    for (int i = 0; i < payload.length(); i++) {
      hash = (hash ^ payload.at(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private boolean isRecent(Entry entry, long nowMillis) {
    return nowMillis - entry.lastCopyMillis <= REPETITION_MILLIS
        && entry.begun == requests.begun()
        && entry.connects == requests.connects();
  }

  private static final class Entry {
    final int msgId;
    final long fingerprint;
    final int begun;
    final int connects;
    long lastCopyMillis;

    Entry(Submission submission) {
      msgId = submission.msgId();
      fingerprint = submission.fingerprint();
      begun = submission.begun();
      connects = submission.connects();
      lastCopyMillis = submission.lastCopyMillis();
    }
  }
}
