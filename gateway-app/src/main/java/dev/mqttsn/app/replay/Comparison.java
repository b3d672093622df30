package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Line.Verdict;
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

  private static final int NOTHING = -1;

  /** The gateway repeats them by its clock while it waits. */
  private static final Set<FrameType> REPEATED =
      EnumSet.of(FrameType.WILLTOPICREQ, FrameType.WILLMSGREQ);

  /** A message of one side: its index in the capture or its number among the fresh ones. */
  record Item(int index, long atMillis, Essence essence) {}

  /** What goes in one order on both sides. */
  private static final class Lane {
    private final List<Item> captured = new ArrayList<>();
    private final List<Item> fresh = new ArrayList<>();
  }

  private final List<Reading> readings;
  private final List<Spoken> spoken;
  private final Verdict[] verdicts;
  private final int[] partners;
  private final boolean[] missing;
  private final Set<Integer> repeatedRequests = new HashSet<>();
  private int lastCaptured = NOTHING;
  private int same;
  private int different;
  private int absent;
  private int additional;

  private Comparison(List<Reading> readings, List<Spoken> spoken) {
    this.readings = readings;
    this.spoken = spoken;
    this.verdicts = new Verdict[spoken.size()];
    this.partners = new int[spoken.size()];
    this.missing = new boolean[readings.size()];
    Arrays.fill(verdicts, Verdict.NOT_COMPARED);
    Arrays.fill(partners, NOTHING);
  }

  static Comparison of(List<Reading> readings, List<Spoken> spoken) {
    Comparison comparison = new Comparison(readings, spoken);
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
    Map<NodeAddress, Lane> deliveries = new LinkedHashMap<>();
    Map<NodeAddress, Map<Integer, Lane>> replies = new LinkedHashMap<>();
    for (int i = 0; i < readings.size(); i++) {
      read(i, deliveries, replies);
    }
    for (int i = 0; i < spoken.size(); i++) {
      Spoken each = spoken.get(i);
      Lane lane = lane(each.node(), each.meaning(), deliveries, replies);
      if (lane != null) {
        lane.fresh.add(new Item(i, each.atMillis(), essence(each.meaning())));
      }
    }
    Alignment<Item> inOrder = new Alignment<>(Comparison::isSame, Comparison::isSimilar, this);
    deliveries.values().forEach(lane -> inOrder.align(lane.captured, lane.fresh));
    replies.values().forEach(requests -> requests.forEach(this::compareReplies));
  }

  private void read(
      int index, Map<NodeAddress, Lane> deliveries, Map<NodeAddress, Map<Integer, Lane>> replies) {
    Reading reading = readings.get(index);
    Traffic traffic = reading.traffic();
    if (traffic.way() == Way.TO_GATEWAY && reading.request() != index) {
      repeatedRequests.add(reading.request());
    }
    if (traffic.way() == Way.TO_NODE || traffic.way() == Way.TO_ALL) {
      lastCaptured = index;
    }
    if (traffic.way() != Way.TO_NODE) {
      return;
    }
    if (reading.meaning().isEmpty()) {
      missing(index);
      return;
    }
    Meaning meaning = reading.meaning().get();
    Lane lane = lane(traffic.node(), meaning, deliveries, replies);
    if (lane != null) {
      lane.captured.add(new Item(index, traffic.atMillis(), essence(meaning)));
    }
  }

  /** Where a message is compared; null for copies and what is not compared. */
  private static Lane lane(
      NodeAddress node,
      Meaning meaning,
      Map<NodeAddress, Lane> deliveries,
      Map<NodeAddress, Map<Integer, Lane>> replies) {
    if (meaning instanceof Delivery delivery) {
      return delivery.copy() ? null : deliveries.computeIfAbsent(node, unknown -> new Lane());
    }
    if (meaning instanceof Reply reply) {
      return replies
          .computeIfAbsent(node, unknown -> new LinkedHashMap<>())
          .computeIfAbsent(reply.request(), unknown -> new Lane());
    }
    return null;
  }

  private static Essence essence(Meaning meaning) {
    return meaning instanceof Delivery delivery ? delivery.essence() : ((Reply) meaning).essence();
  }

  private static boolean isSame(Item captured, Item fresh) {
    return captured.essence.equals(fresh.essence)
        && Math.abs(captured.atMillis - fresh.atMillis) <= SHIFT_MILLIS;
  }

  private static boolean isSimilar(Item captured, Item fresh) {
    return captured.essence.isSimilar(fresh.essence);
  }

  /** An answer may come late; another one in its place is a different answer. */
  private void compareReplies(int request, Lane lane) {
    boolean repeated = repeatedRequests.contains(request);
    new Alignment<Item>(
            (one, other) -> one.essence.equals(other.essence), (one, other) -> true, this)
        .align(once(repeated, lane.captured), once(repeated, lane.fresh));
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
    missing(captured.index);
  }

  private void missing(int index) {
    missing[index] = true;
    absent++;
  }

  /** What the captured gateway was asked last it may have answered after the capture's end. */
  @Override
  public void additional(Item fresh) {
    long end = readings.get(readings.size() - 1).traffic().atMillis();
    boolean cutOff =
        spoken.get(fresh.index).afterIndex() > lastCaptured && end - fresh.atMillis <= END_MILLIS;
    if (!cutOff) {
      verdicts[fresh.index] = Verdict.ADDITIONAL;
      additional++;
    }
  }
}
