package dev.mqttsn.session;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/**
 * A lost client's will on its way to the broker; exists until the broker has it. A QoS 0 will is
 * sent once the link is up, since nothing would keep it for a link that is down.
 */
final class WillPublication {
  private final BrokerSide broker;
  private final String topic;
  private final Qos qos;
  private final boolean retain;
  private final Octets message;
  private final int packetId;
  private boolean done;

  WillPublication(Will will, BrokerSide broker, int packetId) {
    this.broker = broker;
    this.topic = will.topic();
    this.qos = will.qos();
    this.retain = will.retain();
    this.message = will.message();
    this.packetId = packetId;
  }

  void begin() {
    if (qos != Qos.AT_MOST_ONCE) {
      broker.publish(packetId, topic, qos, retain, message);
    } else if (broker.status() == BrokerSide.Status.UP) {
      publishAtMostOnce();
    }
  }

  void onLinkUp() {
    if (qos == Qos.AT_MOST_ONCE && !done) {
      publishAtMostOnce();
    }
  }

  /** Whether the packet id is this publication's. */
  boolean holds(int id) {
    return packetId == id && packetId != 0;
  }

  int packetId() {
    return packetId;
  }

  void onReceived() {
    broker.release(packetId);
  }

  void onAcknowledged() {
    done = true;
  }

  boolean isDone() {
    return done;
  }

  private void publishAtMostOnce() {
    broker.publish(0, topic, qos, retain, message);
    done = true;
  }
}
