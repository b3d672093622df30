package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Message.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the capture shows going to one client, in order. Each message is handed over once and in
 * this order: when the capture shows it, or so much earlier as no broker takes for it.
 */
final class ShownMessages {
  /** How long a broker may take for a message. */
  static final long BROKER_MILLIS = 2_000;

  private static final Comparator<Entry> BY_NUMBER = Comparator.comparingInt(entry -> entry.number);

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
  private final Map<Content, NavigableSet<Entry>> unclaimed = new HashMap<>();
  private final Set<Entry> onTheirWay = new LinkedHashSet<>();
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
    unclaimed(message.content()).add(entry);
    return entry;
  }

  private NavigableSet<Entry> unclaimed(Content content) {
    return unclaimed.computeIfAbsent(content, unknown -> new TreeSet<>(BY_NUMBER));
  }

  /**
   * The simulated broker routes a message to the client.
   *
   * @return whether the capture shows it, so that its time is known; else it is handed over now
   */
  boolean route(long nowMillis, Outgoing message) {
    Optional<Entry> entry = claim(nowMillis, message);
    entry.ifPresent(claimed -> claimed.route(nowMillis, message.like(claimed.shown)));
    return entry.isPresent();
  }

  /** The same for one that somebody outside has published: it goes as the capture shows it. */
  boolean routeFromOutside(long nowMillis, Outgoing message) {
    Optional<Entry> entry = claim(nowMillis, message);
    entry.ifPresent(claimed -> claimed.route(nowMillis, claimed.shown));
    return entry.isPresent();
  }

  /**
   * Prefers what was not handed over yet and was delivered in the same way; what was handed over,
   * because the capture was first, is no more.
   */
  private Optional<Entry> claim(long nowMillis, Outgoing message) {
    NavigableSet<Entry> candidates = unclaimed(message.usual().content());
    while (!candidates.isEmpty() && isPast(nowMillis, candidates.first())) {
      candidates.pollFirst();
    }
    Optional<Entry> entry =
        first(candidates, each -> each.number >= next && message.ways().contains(each.shown))
            .or(() -> first(candidates, each -> each.number >= next))
            .or(() -> first(candidates, each -> true));
    entry.ifPresent(
        claimed -> {
          claimed.claimed = true;
          candidates.remove(claimed);
          onTheirWay.add(claimed);
        });
    return entry;
  }

  private static Optional<Entry> first(Set<Entry> candidates, Predicate<Entry> condition) {
    return candidates.stream().filter(condition).findFirst();
  }

  private boolean isPast(long nowMillis, Entry entry) {
    return entry.number < next && nowMillis - entry.shownMillis > BROKER_MILLIS;
  }

  /** What has waited for longer than a broker takes is handed over now. */
  List<Message> release(long nowMillis) {
    List<Message> released = new ArrayList<>();
    while (next < entries.size() && entries.get(next).isOverdue(nowMillis)) {
      released.add(entries.get(next).routed);
      passNext();
    }
    return released;
  }

  private void passNext() {
    onTheirWay.remove(entries.get(next));
    next++;
  }

  /**
   * What was on its way is lost with the client's connection: what the capture shows later is
   * something else.
   */
  void lose(Predicate<Message> lost) {
    for (Entry entry : List.copyOf(onTheirWay)) {
      if (entry.routed != null && lost.test(entry.routed)) {
        onTheirWay.remove(entry);
        entry.claimed = false;
        entry.routed = null;
        unclaimed(entry.shown.content()).add(entry);
      }
    }
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
      passNext();
    }
    handed.addAll(release(nowMillis));
    return handed;
  }
}
