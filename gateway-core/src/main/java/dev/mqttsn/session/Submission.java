package dev.mqttsn.session;

import dev.mqttsn.wire.Qos;

/** One QoS 1 or 2 PUBLISH of the node that the broker has not completed. */
final class Submission {
  /** How far the broker is with it. */
  enum Phase {
    SENT,
    /** QoS 2: the broker has the message, PUBREC went to the node. */
    RECEIVED,
    /** QoS 2: PUBREL went to the broker. */
    RELEASED
  }

  private final int packetId;
  private final int topicId;
  private final int msgId;
  private final Qos qos;
  private final long fingerprint;
  private final int octets;
  private final int begun;
  private final int connects;
  private Phase phase = Phase.SENT;
  private boolean abandoned;
  private long lastCopyMillis;

  Submission(
      int packetId,
      int topicId,
      int msgId,
      Qos qos,
      long fingerprint,
      int octets,
      Requests requests,
      long nowMillis) {
    this.packetId = packetId;
    this.topicId = topicId;
    this.msgId = msgId;
    this.qos = qos;
    this.fingerprint = fingerprint;
    this.octets = octets;
    this.begun = requests.begun();
    this.connects = requests.connects();
    this.lastCopyMillis = nowMillis;
  }

  int packetId() {
    return packetId;
  }

  /** The two octets as the node sent them, for the PUBACK. */
  int topicId() {
    return topicId;
  }

  int msgId() {
    return msgId;
  }

  Qos qos() {
    return qos;
  }

  long fingerprint() {
    return fingerprint;
  }

  /** What it costs to hold it. */
  int octets() {
    return octets;
  }

  int begun() {
    return begun;
  }

  int connects() {
    return connects;
  }

  Phase phase() {
    return phase;
  }

  void reach(Phase next) {
    phase = next;
  }

  long lastCopyMillis() {
    return lastCopyMillis;
  }

  void copyCame(long nowMillis) {
    lastCopyMillis = nowMillis;
  }

  /** The node uses the MsgId for another message: this one is completed without it. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }
}
