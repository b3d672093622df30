package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Message.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the capture shows going to one client, in order. Each message is handed over once and in
 * this order: when the capture shows it, or so much earlier as no broker takes for it.
 */
final class ShownMessages {
  /** How long a broker may take for a message. */
  static final long BROKER_MILLIS = 2_000;

  /** One message that the capture shows. */
  static final class Entry {
    private final ShownMessages owner;
    private final int number;
    private final Message shown;
    private Message routed;
    private boolean claimed;
    private long routedMillis;
    private long shownMillis;

    private Entry(ShownMessages owner, int number, Message shown) {
      this.owner = owner;
      this.number = number;
      this.shown = shown;
    }

    String clientId() {
      return owner.clientId;
    }

    private void route(long nowMillis, Message message) {
      routed = message;
      routedMillis = nowMillis;
    }

    private boolean isOverdue(long nowMillis) {
      return routed != null && nowMillis - routedMillis >= BROKER_MILLIS;
    }

    Message shown() {
      return shown;
    }
  }

  private final String clientId;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Content, Deque<Entry>> unclaimed = new HashMap<>();
  private int next;

  ShownMessages(String clientId) {
    this.clientId = clientId;
  }

  String clientId() {
    return clientId;
  }

  Entry add(Message message) {
    Entry entry = new Entry(this, entries.size(), message);
    entries.add(entry);
    unclaimed.computeIfAbsent(message.content(), content -> new ArrayDeque<>()).add(entry);
    return entry;
  }

  /**
   * The simulated broker routes a message to the client.
   *
   * @return whether the capture shows it, so that its time is known; else it is handed over now
   */
  boolean route(long nowMillis, Message message) {
    Optional<Entry> entry = claim(nowMillis, message.content());
    entry.ifPresent(claimed -> claimed.route(nowMillis, message));
    return entry.isPresent();
  }

  /** The same for one that somebody outside has published: it goes as the capture shows it. */
  boolean routeFromOutside(long nowMillis, Message message) {
    Optional<Entry> entry = claim(nowMillis, message.content());
    entry.ifPresent(claimed -> claimed.route(nowMillis, claimed.shown));
    return entry.isPresent();
  }

  /** Prefers what was not handed over yet; what was, because the capture was first, is no more. */
  private Optional<Entry> claim(long nowMillis, Content content) {
    Deque<Entry> candidates = unclaimed.get(content);
    if (candidates == null) {
      return Optional.empty();
    }
    while (!candidates.isEmpty() && isPast(nowMillis, candidates.peek())) {
      candidates.remove();
    }
    Optional<Entry> entry =
        candidates.stream().filter(candidate -> candidate.number >= next).findFirst();
    entry = entry.or(() -> candidates.stream().findFirst());
    entry.ifPresent(claimed -> claimed.claimed = true);
    entry.ifPresent(candidates::remove);
    return entry;
  }

  private boolean isPast(long nowMillis, Entry entry) {
    return entry.number < next && nowMillis - entry.shownMillis > BROKER_MILLIS;
  }

  /** What has waited for longer than a broker takes is handed over now. */
  List<Message> release(long nowMillis) {
    List<Message> released = new ArrayList<>();
    while (next < entries.size() && entries.get(next).isOverdue(nowMillis)) {
      released.add(entries.get(next).routed);
      next++;
    }
    return released;
  }

  /** Whether the capture is at a message that the simulated broker has not routed. */
  boolean isUnrouted(Entry entry) {
    return entry.number >= next && !entry.claimed;
  }

  /** The capture shows the message now: what is handed over, all before it included. */
  List<Message> show(long nowMillis, Entry entry) {
    List<Message> handed = new ArrayList<>();
    while (next <= entry.number) {
      Entry each = entries.get(next);
      each.shownMillis = nowMillis;
      handed.add(each.routed != null ? each.routed : each.shown);
      next++;
    }
    handed.addAll(release(nowMillis));
    return handed;
  }
}
