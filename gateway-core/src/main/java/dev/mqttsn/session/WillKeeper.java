package dev.mqttsn.session;

import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Frame.WillMsgResp;
import dev.mqttsn.wire.Frame.WillMsgUpd;
import dev.mqttsn.wire.Frame.WillTopicResp;
import dev.mqttsn.wire.Frame.WillTopicUpd;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A client's will from its agreement to its publication: kept, updated (MQTT-SN 1.2 6.4), and
 * published by the gateway when the client is lost.
 */
final class WillKeeper {
  private final Peer peer;
  private final BrokerSide broker;
  private final IntSupplier freePacketId;
  private final Will will = new Will();
  private WillPublication publication;

  WillKeeper(Peer peer, BrokerSide broker, IntSupplier freePacketId) {
    this.peer = peer;
    this.broker = broker;
    this.freePacketId = freePacketId;
  }

  /** The will, for the connection setup to write what was agreed. */
  Will will() {
    return will;
  }

  void onTopicUpd(WillTopicUpd frame) {
    boolean legal = frame.topic().isEmpty() || Will.isLegal(frame.qos(), frame.topic());
    if (frame.topic().isEmpty()) {
      will.clear();
    } else if (legal) {
      will.setTopic(frame.qos(), frame.retain(), frame.topic());
    }
    peer.send(new WillTopicResp(legal ? ReturnCode.ACCEPTED : ReturnCode.NOT_SUPPORTED));
  }

  void onMsgUpd(WillMsgUpd frame) {
    will.setMessage(frame.message());
    peer.send(new WillMsgResp(ReturnCode.ACCEPTED));
  }

  boolean exists() {
    return will.exists();
  }

  /** The client is lost. */
  void publish() {
    publish(will.qos() == Qos.AT_MOST_ONCE ? 0 : freePacketId.getAsInt());
  }

  private void publish(int packetId) {
    publication = new WillPublication(will, broker, packetId);
    publication.begin();
  }

  /** Takes back what an earlier life of the gateway stored; a will that was due is published. */
  void restore(Optional<StoredSession.Will> stored, Optional<Integer> due) {
    stored.ifPresent(w -> will.restore(w));
    if (will.exists()) {
      due.ifPresent(this::publish);
    }
  }

  Optional<StoredSession.Will> stored() {
    return will.stored();
  }

  /** The packet id of the publication under way, 0 for QoS 0; empty where there is none. */
  Optional<Integer> due() {
    return isPending() ? Optional.of(publication.packetId()) : Optional.empty();
  }

  /** Whether the broker has not got it yet. */
  boolean isPending() {
    return publication != null && !publication.isDone();
  }

  /** Nobody waits for it any more. */
  void abandon() {
    publication = null;
  }

  void onLinkUp() {
    if (publication != null) {
      publication.onLinkUp();
    }
  }

  /** Whether the packet id is the publication's. */
  boolean holds(int packetId) {
    return isPending() && publication.holds(packetId);
  }

  void onReceived() {
    publication.onReceived();
  }

  void onAcknowledged() {
    publication.onAcknowledged();
  }
}
