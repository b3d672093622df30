package dev.mqttsn.gateway;

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
    String[] levels = topic.split("/", -1);
    String[] wanted = filter.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || (!wanted[i].equals("+") && !wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return levels.length == wanted.length;
  }

  @Override
  public String toString() {
    String text = payload.text();
    return topic + " " + qos + (retain ? " retained " : " ") + (text == null ? payload : text);
  }
}
