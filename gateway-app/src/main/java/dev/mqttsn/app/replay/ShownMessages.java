package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Message.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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

  /**
   * A message that the capture does not show.
   *
   * @param after the number of the last one that was on its way before it
   */
  private record Unshown(long dueMillis, int after, Outgoing message) {}

  private final Set<Entry> onTheirWay = new LinkedHashSet<>();
  private final Deque<Unshown> unshown = new ArrayDeque<>();
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
   * The simulated broker routes a message to the client. What the capture does not show takes as
   * long as a broker may take, since the client may leave meanwhile.
   *
   * @param sure whether the client must get it even if the capture does not show it
   */
  void route(long nowMillis, Outgoing message, boolean sure) {
    Optional<Entry> entry = claim(nowMillis, message);
    entry.ifPresent(claimed -> claimed.route(nowMillis, message.like(claimed.shown)));
    if (entry.isEmpty() && sure) {
      unshown.add(new Unshown(nowMillis + BROKER_MILLIS, lastOnTheWay(), message));
    }
  }

  /** Whether the capture shows a message of this content that is still to come. */
  boolean shows(Content content) {
    return unclaimed(content).stream().anyMatch(entry -> entry.number >= next);
  }

  private int lastOnTheWay() {
    return onTheirWay.stream().mapToInt(entry -> entry.number).max().orElse(-1);
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
    while (!unshown.isEmpty()
        && unshown.peek().dueMillis <= nowMillis
        && unshown.peek().after < next) {
      released.add(unshown.remove().message.least());
    }
    return released;
  }

  private void passNext() {
    onTheirWay.remove(entries.get(next));
    next++;
  }

  /**
   * The client's connection ends, and with it what was on its way and is not kept: what the capture
   * shows later is something else.
   *
   * @param kept which messages the broker keeps for the client
   * @return those of them that the capture does not show
   */
  List<Outgoing> disconnect(Predicate<Message> kept) {
    for (Entry entry : List.copyOf(onTheirWay)) {
      if (entry.routed != null && !kept.test(entry.routed)) {
        onTheirWay.remove(entry);
        entry.claimed = false;
        entry.routed = null;
        unclaimed(entry.shown.content()).add(entry);
      }
    }
    List<Outgoing> rest =
        unshown.stream().map(Unshown::message).filter(each -> kept.test(each.least())).toList();
    unshown.clear();
    return rest;
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
