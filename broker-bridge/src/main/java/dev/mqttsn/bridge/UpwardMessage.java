package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Qos;

/** One publish that the broker has not finished with, or a bare release without its publish. */
final class UpwardMessage {
  private final Publish publish;

  /** On this connection already: a third copy of a QoS 2 message makes mosquitto close the link. */
  boolean sentHere;

  boolean everSent;

  /** The broker holds the QoS 2 message: PUBREC has come in this broker session. */
  boolean received;

  /** The core knows of a PUBREC. */
  boolean told;

  boolean released;

  /** PUBACKs due for an earlier message of this packet id, sent on the same connection. */
  int foreignAcks;

  private UpwardMessage(Publish publish) {
    this.publish = publish;
  }

  static UpwardMessage of(Publish publish) {
    return new UpwardMessage(publish);
  }

  /** A release whose publish nobody remembers: the broker may. */
  static UpwardMessage bareRelease() {
    UpwardMessage release = new UpwardMessage(null);
    release.received = true;
    release.told = true;
    release.released = true;
    return release;
  }

  /** Null for a bare release. */
  Publish publish() {
    return publish;
  }

  boolean isAtMostOnce() {
    return publish != null && !publish.qos().isAcknowledged();
  }

  boolean isAtLeastOnce() {
    return publish != null && publish.qos() == Qos.AT_LEAST_ONCE;
  }

  boolean isExactlyOnce() {
    return publish == null || publish.qos() == Qos.EXACTLY_ONCE;
  }

  /** The broker has forgotten the session; the publish goes again before a PUBREL. */
  void onSessionLost() {
    received = publish == null;
  }
}
