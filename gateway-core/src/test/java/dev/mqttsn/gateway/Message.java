package dev.mqttsn.gateway;

import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;

/** A message as a broker knows it. */
record Message(String topic, int qos, boolean retain, Octets payload) {
  Message withQosAtMost(int limit) {
    return new Message(topic, Math.min(qos, limit), retain, payload);
  }

  /** As it goes to those who were subscribed before it came. */
  Message forwarded() {
    return new Message(topic, qos, false, payload);
  }

  boolean matches(String filter) {
    return TopicNames.matches(filter, topic);
  }

  @Override
  public String toString() {
    String text = payload.text();
    return topic + " " + qos + (retain ? " retained " : " ") + (text == null ? payload : text);
  }
}
