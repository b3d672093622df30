package dev.mqttsn.app.replay;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/** A message as a broker knows it. */
record Message(String topic, Qos qos, boolean retain, Octets payload) {
  /** What tells one message from another, apart from how it is delivered. */
  record Content(String topic, Octets payload) {}

  Content content() {
    return new Content(topic, payload);
  }

  /** As it goes to those who were subscribed before it came. */
  Message forwarded(Qos granted) {
    return new Message(topic, lower(qos, granted), false, payload);
  }

  /** As it goes, retained, to one who subscribes now. */
  Message retained(Qos granted) {
    return new Message(topic, lower(qos, granted), true, payload);
  }

  private static Qos lower(Qos one, Qos other) {
    return one.bits() <= other.bits() ? one : other;
  }
}
