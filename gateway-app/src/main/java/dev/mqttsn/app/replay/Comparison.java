package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Line.Verdict;
import dev.mqttsn.app.replay.Meaning.Compared;
import dev.mqttsn.app.replay.Meaning.Delivery;
import dev.mqttsn.app.replay.Meaning.Essence;
import dev.mqttsn.app.replay.Meaning.Reply;
import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.FrameType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the fresh gateway says, node by node, against what the captured one said. Answers are
 * compared request by request, since a broker takes its time; the gateway's own messages, with the
 * PINGRESP that ends a wake, in their order. Copies by T_retry count on neither side.
 */
final class Comparison implements Alignment.Findings<Comparison.Item> {
  /** How far apart in time two messages may be and still be the same. */
  private static final long SHIFT_MILLIS = 5_000;

  /** How long before the capture's end an answer may have been on its way. */
  private static final long END_MILLIS = 1_000;

  /** How long a real broker may take for an acknowledgement. */
  private static final long ANSWER_MILLIS = 1_000;

  private static final int NOTHING = -1;

  /** The gateway repeats them by its clock while it waits. */
  private static final Set<FrameType> REPEATED =
      EnumSet.of(FrameType.WILLTOPICREQ, FrameType.WILLMSGREQ);

  /** What the gateway says only after the broker has. */
  private static final Set<FrameType> BROKERS_ANSWERS =
      EnumSet.of(
          FrameType.PUBACK,
          FrameType.PUBREC,
          FrameType.PUBREL,
          FrameType.PUBCOMP,
          FrameType.SUBACK,
          FrameType.UNSUBACK);

  /** A message of one side: its index in the capture or its number among the fresh ones. */
  record Item(int index, long atMillis, Essence essence) {}

  private enum Kind {
    /** The answers to one request. */
    REPLIES,
    /** The gateway's own messages. */
    DELIVERIES,
    /** Each DISCONNECT. */
    PARTINGS
  }

  /**
   * What goes in one order on both sides.
   *
   * @param request for replies
   */
  private record Lane(NodeAddress node, Kind kind, int request) {}

  private static final class Items {
    private final List<Item> captured = new ArrayList<>();
    private final List<Item> fresh = new ArrayList<>();
  }

  private final Story story;
  private final List<Reading> readings;
  private final List<Spoken> spoken;
  private final Verdict[] verdicts;
  private final int[] partners;
  private final boolean[] missing;
  private final Map<Lane, Items> lanes = new LinkedHashMap<>();
  private final Set<Integer> repeatedRequests = new HashSet<>();
  private int lastCaptured = NOTHING;
  private int same;
  private int different;
  private int absent;
  private int additional;

  private Comparison(Story story, List<Spoken> spoken) {
    this.story = story;
    this.readings = story.readings();
    this.spoken = spoken;
    this.verdicts = new Verdict[spoken.size()];
    this.partners = new int[spoken.size()];
    this.missing = new boolean[readings.size()];
    Arrays.fill(verdicts, Verdict.NOT_COMPARED);
    Arrays.fill(partners, NOTHING);
  }

  static Comparison of(Story story, List<Spoken> spoken) {
    Comparison comparison = new Comparison(story, spoken);
    comparison.compare();
    return comparison;
  }

  Verdict verdict(int number) {
    return verdicts[number];
  }

  /** The captured message that stands in the place of a different one. */
  Reading partner(int number) {
    return readings.get(partners[number]);
  }

  boolean isMissing(int index) {
    return missing[index];
  }

  Summary.Answers counts() {
    return new Summary.Answers(same, different, absent, additional);
  }

  private void compare() {
    for (int i = 0; i < readings.size(); i++) {
      read(i, readings.get(i));
    }
    for (int i = 0; i < spoken.size(); i++) {
      Spoken each = spoken.get(i);
      if (each.meaning() instanceof Compared meaning && !isCopy(meaning)) {
        items(each.node(), meaning).fresh.add(new Item(i, each.atMillis(), meaning.essence()));
      }
    }
    lanes.forEach(this::compare);
  }

  private void read(int index, Reading reading) {
    Traffic traffic = reading.traffic();
    if (traffic.way() == Way.TO_GATEWAY && reading.request() != index) {
      repeatedRequests.add(reading.request());
    }
    if (traffic.way() == Way.TO_NODE || traffic.way() == Way.TO_ALL) {
      lastCaptured = index;
    }
    if (traffic.way() == Way.TO_NODE && reading.meaning().isEmpty()) {
      setMissing(index);
    } else if (reading.meaning().orElse(null) instanceof Compared meaning && !isCopy(meaning)) {
      Item item = new Item(index, traffic.atMillis(), meaning.essence());
      items(traffic.node(), meaning).captured.add(item);
    }
  }

  private static boolean isCopy(Compared meaning) {
    return meaning instanceof Delivery delivery && delivery.copy();
  }

  private Items items(NodeAddress node, Compared meaning) {
    Lane lane = new Lane(node, Kind.PARTINGS, Requests.NONE);
    if (meaning instanceof Delivery) {
      lane = new Lane(node, Kind.DELIVERIES, Requests.NONE);
    } else if (meaning instanceof Reply reply) {
      lane = new Lane(node, Kind.REPLIES, reply.request());
    }
    return lanes.computeIfAbsent(lane, unknown -> new Items());
  }

  private void compare(Lane lane, Items items) {
    switch (lane.kind) {
      case REPLIES -> compareReplies(lane.request, items);
      case DELIVERIES, PARTINGS ->
          new Alignment<>(Comparison::isSame, Comparison::isSimilar, this)
              .align(items.captured, items.fresh);
    }
  }

  private static boolean isSame(Item captured, Item fresh) {
    return captured.essence.equals(fresh.essence)
        && Math.abs(captured.atMillis - fresh.atMillis) <= SHIFT_MILLIS;
  }

  private static boolean isSimilar(Item captured, Item fresh) {
    return captured.essence.isSimilar(fresh.essence);
  }

  /** An answer may come late; another one in its place is a different answer. */
  private void compareReplies(int request, Items items) {
    boolean repeated = repeatedRequests.contains(request);
    new Alignment<Item>(
            (one, other) -> one.essence.equals(other.essence), (one, other) -> true, this)
        .align(once(repeated, items.captured), once(repeated, items.fresh));
  }

  /** Where the node repeated its request, one answer counts, however often it is given. */
  private static List<Item> once(boolean repeated, List<Item> items) {
    Set<Essence> seen = new HashSet<>();
    List<Item> kept = new ArrayList<>();
    for (Item item : items) {
      boolean first = seen.add(item.essence);
      if (first || !(repeated || REPEATED.contains(item.essence.type()))) {
        kept.add(item);
      }
    }
    return kept;
  }

  @Override
  public void same(Item captured, Item fresh) {
    verdicts[fresh.index] = Verdict.SAME;
    same++;
  }

  @Override
  public void different(Item captured, Item fresh) {
    verdicts[fresh.index] = Verdict.DIFFERENT;
    partners[fresh.index] = captured.index;
    different++;
  }

  @Override
  public void missing(Item captured) {
    if (!isOvertaken(readings.get(captured.index))) {
      setMissing(captured.index);
    }
  }

  /** An answer that needed the real broker, and came when its client was at another address. */
  private boolean isOvertaken(Reading reading) {
    Meaning meaning = reading.meaning().orElseGet(Meaning.Unasked::new);
    boolean unasked = meaning instanceof Reply reply && reply.request() == Requests.NONE;
    long at = reading.traffic().atMillis();
    return unasked
        && BROKERS_ANSWERS.contains(reading.frame().type())
        && story.hasTurn(reading.clientId(), at - ShownMessages.BROKER_MILLIS, at);
  }

  private void setMissing(int index) {
    missing[index] = true;
    absent++;
  }

  @Override
  public void additional(Item fresh) {
    if (!isCutOff(fresh) && !isLate(fresh)) {
      verdicts[fresh.index] = Verdict.ADDITIONAL;
      additional++;
    }
  }

  /** What the captured gateway was asked last it may have answered after the capture's end. */
  private boolean isCutOff(Item fresh) {
    long end = readings.get(readings.size() - 1).traffic().atMillis();
    return spoken.get(fresh.index).afterIndex() > lastCaptured
        && end - fresh.atMillis <= END_MILLIS;
  }

  /** An answer that needs the real broker may not have been there before the client went. */
  private boolean isLate(Item fresh) {
    Spoken answer = spoken.get(fresh.index);
    return BROKERS_ANSWERS.contains(answer.frame().type())
        && story.hasTurn(answer.clientId(), fresh.atMillis, fresh.atMillis + ANSWER_MILLIS);
  }
}
