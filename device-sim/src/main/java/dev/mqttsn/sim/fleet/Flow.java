package dev.mqttsn.sim.fleet;

import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of one node in one direction: what was sent, what was acknowledged, what arrived.
 * Pure; times are any nanoseconds of one clock.
 */
final class Flow {
  private static final int MAX_NAMED = 20;

  /** Of how many messages, the latest ones, it is known when they were sent. */
  static final int MAX_TIMED = 256;

  private final String node;
  private final String topic;
  private final Way way;
  private final Qos qos;
  private final Map<Integer, Long> sentNanos = new HashMap<>();
  private final BitSet acknowledged = new BitSet();
  private final BitSet givenUp = new BitSet();
  private final BitSet arrived = new BitSet();
  private final List<Integer> twice = new ArrayList<>();
  private final List<Integer> invented = new ArrayList<>();
  private int sent;
  private int repetitions;

  /** From where to where. */
  enum Way {
    UP,
    DOWN
  }

  Flow(String node, String topic, Way way, Qos qos) {
    this.node = node;
    this.topic = topic;
    this.way = way;
    this.qos = qos;
  }

  String topic() {
    return topic;
  }

  Way way() {
    return way;
  }

  Qos qos() {
    return qos;
  }

  /** A message leaves; its number. */
  int send(long nanos) {
    sent++;
    sentNanos.put(sent, nanos);
    sentNanos.remove(sent - MAX_TIMED);
    return sent;
  }

  /** The sender has its acknowledgement; how long that took, if it is the first. */
  Optional<Long> acknowledge(int number, long nanos) {
    if (acknowledged.get(number)) {
      return Optional.empty();
    }
    acknowledged.set(number);
    Long since = arrived.get(number) ? sentNanos.remove(number) : sentNanos.get(number);
    return since == null ? Optional.empty() : Optional.of(nanos - since);
  }

  /** The sender was told that it is not taken. */
  void refuse(int number) {
    givenUp.set(number);
    sentNanos.remove(number);
  }

  /** The sender has forgotten all that it waited for. */
  void forget() {
    givenUp.set(1, sent + 1);
    givenUp.andNot(acknowledged);
  }

  /** It reached the other end; how long that took, if it is the first time. */
  Optional<Long> arrive(int number, long nanos) {
    if (number < 1 || number > sent) {
      name(invented, number);
      return Optional.empty();
    }
    if (arrived.get(number)) {
      repetitions++;
      name(twice, number);
      return Optional.empty();
    }
    arrived.set(number);
    Long since = acknowledged.get(number) ? sentNanos.remove(number) : sentNanos.get(number);
    return since == null ? Optional.empty() : Optional.of(nanos - since);
  }

  private static void name(List<Integer> list, int number) {
    if (list.size() < MAX_NAMED) {
      list.add(number);
    }
  }

  int sent() {
    return sent;
  }

  int acknowledged() {
    return acknowledged.cardinality();
  }

  /** Messages that were refused, or that the sender has forgotten. */
  int givenUp() {
    return givenUp.cardinality();
  }

  int arrived() {
    return arrived.cardinality();
  }

  int repetitions() {
    return repetitions;
  }

  /** Messages that the sender still waits for. */
  int open() {
    return sent - acknowledged.cardinality() - givenUp.cardinality();
  }

  /** Acknowledged at QoS 1 or 2 and not, or not yet, arrived. */
  BitSet missing() {
    BitSet missing = new BitSet();
    if (qos.isAcknowledged()) {
      missing.or(acknowledged);
      missing.andNot(arrived);
    }
    return missing;
  }

  /** Messages of QoS 2 that arrived again, up to a few. */
  List<Integer> twice() {
    return qos == Qos.EXACTLY_ONCE ? List.copyOf(twice) : List.of();
  }

  /** Numbers that arrived and were never sent, up to a few. */
  List<Integer> invented() {
    return List.copyOf(invented);
  }

  /** A message as a finding names it. */
  String name(int number) {
    String what = "QoS " + (qos == Qos.MINUS_ONE ? -1 : qos.bits()) + " message " + number;
    return way == Way.UP
        ? what + " of " + node + " to " + topic
        : what + " to " + node + " on " + topic;
  }
}
