package dev.mqttsn.app;

import dev.mqttsn.wire.Qos;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Numbered messages as somebody got them: which, how often, in which order. Thread-safe. */
final class Receipts {
  private final Map<String, BitSet> got = new HashMap<>();
  private final Map<String, Integer> highest = new HashMap<>();
  private int count;
  private int doubledQos1;
  private int doubledQos2;
  private int disordered;

  synchronized void add(Numbered message) {
    BitSet ofSender = got.computeIfAbsent(message.sender(), s -> new BitSet());
    int number = message.number();
    if (ofSender.get(number)) {
      addDouble(message.qos());
      return;
    }
    if (highest.merge(message.sender() + message.qos(), number, Math::max) > number) {
      disordered++;
    }
    ofSender.set(number);
    count++;
  }

  private void addDouble(Qos qos) {
    if (qos == Qos.EXACTLY_ONCE) {
      doubledQos2++;
    } else {
      doubledQos1++;
    }
  }

  /** Different messages. */
  synchronized int count() {
    return count;
  }

  /** How many of a sender's messages are missing here, of those that are in a set. */
  synchronized int missing(String sender, BitSet promised) {
    BitSet missing = (BitSet) promised.clone();
    missing.andNot(got.getOrDefault(sender, new BitSet()));
    return missing.cardinality();
  }

  synchronized BitSet of(String sender) {
    return (BitSet) got.getOrDefault(sender, new BitSet()).clone();
  }

  synchronized int doubledQos1() {
    return doubledQos1;
  }

  synchronized int doubledQos2() {
    return doubledQos2;
  }

  /** Messages that came after a later one of the same sender and QoS (MQTT 3.1.1 4.6). */
  synchronized int disordered() {
    return disordered;
  }
}
