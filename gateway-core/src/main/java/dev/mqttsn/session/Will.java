package dev.mqttsn.session;

import dev.mqttsn.port.StoredSession;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Optional;

/**
 * The will of one client, held by the gateway and never given to the broker's CONNECT (MQTT-SN 1.2
 * 6.3, 6.4; fact sheet 5.4). Topic and message are set independently; there is a will once there is
 * a topic.
 */
final class Will {
  private String topic;
  private Qos qos = Qos.AT_MOST_ONCE;
  private boolean retain;
  private Octets message = Octets.EMPTY;

  /** Whether such a topic may be a will's: a full name, and no QoS -1. */
  static boolean isLegal(Qos qos, Octets topic) {
    return qos != Qos.MINUS_ONE && TopicNames.isName(topic.text());
  }

  void setTopic(Qos newQos, boolean newRetain, Octets newTopic) {
    topic = newTopic.text();
    qos = newQos;
    retain = newRetain;
  }

  void setMessage(Octets newMessage) {
    message = newMessage;
  }

  void clear() {
    topic = null;
    message = Octets.EMPTY;
  }

  void restore(StoredSession.Will stored) {
    topic = stored.topic();
    qos = stored.qos();
    retain = stored.retain();
    message = stored.message();
  }

  /** A message without a topic is no will, but waits for one. */
  Optional<StoredSession.Will> stored() {
    return exists()
        ? Optional.of(new StoredSession.Will(topic, qos, retain, message))
        : Optional.empty();
  }

  boolean exists() {
    return topic != null;
  }

  String topic() {
    return topic;
  }

  Qos qos() {
    return qos;
  }

  boolean retain() {
    return retain;
  }

  Octets message() {
    return message;
  }
}
