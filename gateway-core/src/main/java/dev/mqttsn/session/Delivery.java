package dev.mqttsn.session;

import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.nio.charset.StandardCharsets;

/** One message for the node, or a PUBREL that nobody remembers the message of. */
final class Delivery {
  private final long number;
  private final int packetId;
  private final String topic;
  private final Qos qos;
  private final boolean retain;
  private final Octets payload;
  private final int octets;
  private int msgId;
  private boolean published;
  private boolean received;
  private boolean released;
  private int repairs;
  private long storedNumber;

  private Delivery(
      long number, int packetId, String topic, Qos qos, boolean retain, Octets payload) {
    this.number = number;
    this.packetId = packetId;
    this.topic = topic;
    this.qos = qos;
    this.retain = retain;
    this.payload = payload;
    this.octets = topic.getBytes(StandardCharsets.UTF_8).length + payload.length();
  }

  /** A QoS 2 message keeps the broker's packet id as MsgId, so that a crash needs no map. */
  static Delivery of(MessageArrived m) {
    Delivery delivery =
        new Delivery(m.delivery(), m.packetId(), m.topic(), m.qos(), m.retain(), m.payload());
    delivery.msgId = m.qos() == Qos.EXACTLY_ONCE ? m.packetId() : 0;
    return delivery;
  }

  /** A message of an earlier life of the gateway, about which the broker need not be told. */
  static Delivery of(StoredSession.Message m) {
    Delivery delivery = new Delivery(0, 0, m.topic(), m.qos(), m.retain(), m.payload());
    delivery.storedNumber = m.number();
    return delivery;
  }

  /** The broker's PUBREL whose message the node has had, or never will. */
  static Delivery release(int packetId) {
    Delivery delivery = new Delivery(0, packetId, "", Qos.EXACTLY_ONCE, false, Octets.EMPTY);
    delivery.msgId = packetId;
    delivery.received = true;
    delivery.released = true;
    return delivery;
  }

  /** Names this arrival towards the broker; 0 for QoS 0 and for a bare release. */
  long number() {
    return number;
  }

  int packetId() {
    return packetId;
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

  Octets payload() {
    return payload;
  }

  /** What it costs to hold it. */
  int octets() {
    return octets;
  }

  /** The MsgId of its PUBLISH; 0 while it has none. It stays the same over all repetitions. */
  int msgId() {
    return msgId;
  }

  void assignMsgId(int id) {
    msgId = id;
  }

  /** Whether the PUBLISH was sent before, so that the next copy carries DUP. */
  boolean isPublished() {
    return published;
  }

  void setPublished() {
    published = true;
  }

  /** QoS 2: the node has the message. */
  boolean isReceived() {
    return received;
  }

  void setReceived() {
    received = true;
  }

  /** QoS 2: the broker's PUBREL has come. */
  boolean isReleased() {
    return released;
  }

  void setReleased() {
    released = true;
  }

  /** Whether it outlives the gateway; for QoS 1 the broker was told so. */
  boolean isStored() {
    return storedNumber != 0;
  }

  /** Its number among the client's stored messages, 0 where it is not stored. */
  long storedNumber() {
    return storedNumber;
  }

  void setStored(long storageNumber) {
    storedNumber = storageNumber;
  }

  StoredSession.Message stored() {
    return new StoredSession.Message(storedNumber, topic, qos, retain, payload);
  }

  /** Counts how often the node denied to know the topic id. */
  int countRepair() {
    repairs++;
    return repairs;
  }
}
