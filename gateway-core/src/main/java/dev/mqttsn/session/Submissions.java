package dev.mqttsn.session;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The node's QoS 1 and 2 publishes on their way to the broker (MQTT-SN 1.2 6.6). The node gets its
 * acknowledgement only after the broker's; a copy of one that is under way is not sent again, and
 * one that was acknowledged is acknowledged again without a second publish.
 */
final class Submissions {
  private final Peer peer;
  private final BrokerSide broker;
  private final Requests requests;
  private final int limit;
  private final OctetBudget budget;
  private final IntUnaryOperator freePacketId;
  private final MappedIds mapped;
  private final AcknowledgedPublishes acknowledged;
  private final Map<Integer, Submission> byPacketId = new LinkedHashMap<>(2);
  private final Set<Integer> strayReleases = new HashSet<>(1);

  /**
   * @param freePacketId gives the id itself where no other request on the link uses it, else a free
   *     one
   */
  Submissions(
      Peer peer,
      BrokerSide broker,
      Requests requests,
      int limit,
      OctetBudget budget,
      Journal journal,
      IntUnaryOperator freePacketId) {
    this.peer = peer;
    this.broker = broker;
    this.requests = requests;
    this.limit = limit;
    this.budget = budget;
    this.freePacketId = freePacketId;
    this.mapped = new MappedIds(journal, limit);
    this.acknowledged = new AcknowledgedPublishes(requests, limit);
  }

  /**
   * A PUBLISH of QoS 0, 1 or 2; one that cannot be passed on is answered with PUBACK at any QoS.
   *
   * @param topic null where the topic cannot be resolved
   */
  void onPublish(long nowMillis, Publish frame, String topic) {
    ReturnCode code = passOn(nowMillis, frame, topic);
    if (code != ReturnCode.ACCEPTED) {
      int msgId = frame.qos().isAcknowledged() ? frame.msgId() : 0;
      peer.send(new Frame.PubAck(frame.topicId(), msgId, code));
    }
  }

  private ReturnCode passOn(long nowMillis, Publish frame, String topic) {
    boolean acknowledged = frame.qos().isAcknowledged();
    if (acknowledged && frame.msgId() == 0) {
      return ReturnCode.NOT_SUPPORTED;
    }
    if (topic == null) {
      abandonUnder(acknowledged ? frame.msgId() : 0);
      return isId(frame.topicIdType()) ? ReturnCode.INVALID_TOPIC_ID : ReturnCode.NOT_SUPPORTED;
    }
    if (acknowledged) {
      return submit(nowMillis, frame, topic);
    }
    broker.publish(0, topic, Qos.AT_MOST_ONCE, frame.retain(), frame.data());
    return ReturnCode.ACCEPTED;
  }

  private static boolean isId(TopicIdType type) {
    return type == TopicIdType.NORMAL || type == TopicIdType.PREDEFINED;
  }

  /** A QoS 1 or 2 PUBLISH whose topic is resolved; answers congestion beyond the limit. */
  private ReturnCode submit(long nowMillis, Publish frame, String topic) {
    long fingerprint = AcknowledgedPublishes.fingerprint(topic, frame);
    Submission open = openFor(frame.msgId());
    if (open != null && open.fingerprint() == fingerprint) {
      onCopy(nowMillis, open);
      return ReturnCode.ACCEPTED;
    }
    if (open == null && isOvertakenCopy(frame)) {
      return ReturnCode.ACCEPTED;
    }
    if (acknowledged.isRepetition(nowMillis, frame.dup(), frame.msgId(), fingerprint)) {
      acknowledge(frame.qos(), frame.topicId(), frame.msgId());
      return ReturnCode.ACCEPTED;
    }
    abandonUnder(frame.msgId());
    if (byPacketId.size() >= limit || !budget.hasRoomFor(cost(frame.data().length()))) {
      return ReturnCode.CONGESTION;
    }
    requests.begin();
    int packetId = packetIdFor(frame);
    byPacketId.put(
        packetId,
        new Submission(
            packetId,
            frame.topicId(),
            frame.msgId(),
            frame.qos(),
            fingerprint,
            cost(frame.data().length()),
            requests,
            nowMillis));
    budget.take(cost(frame.data().length()));
    broker.publish(packetId, topic, frame.qos(), frame.retain(), frame.data());
    return ReturnCode.ACCEPTED;
  }

  /**
   * A copy of a QoS 2 message of before the gateway's restart, which the node's PUBREL has
   * overtaken on the way. Nobody waits for an answer to it, and as a new message it would arrive
   * twice.
   */
  private boolean isOvertakenCopy(Publish frame) {
    return frame.dup()
        && frame.qos() == Qos.EXACTLY_ONCE
        && strayReleases.contains(strayPacketId(frame.msgId()));
  }

  /** One that was mapped before the gateway's restart goes on under its packet id. */
  private int packetIdFor(Publish frame) {
    int earlier = mapped.packetId(frame.msgId());
    if (frame.qos() == Qos.EXACTLY_ONCE && frame.dup() && isFree(earlier)) {
      return earlier;
    }
    int packetId = freePacketId.applyAsInt(frame.msgId());
    if (frame.qos() == Qos.EXACTLY_ONCE) {
      mapped.put(frame.msgId(), packetId);
    }
    return packetId;
  }

  private boolean isFree(int packetId) {
    return packetId != 0 && !byPacketId.containsKey(packetId) && !strayReleases.contains(packetId);
  }

  /** PUBREL from the node; one that nobody remembers is passed on (fact sheet 2.13). */
  void onPubRel(int msgId) {
    Submission open = openFor(msgId);
    if (open == null || open.qos() != Qos.EXACTLY_ONCE) {
      releaseStray(msgId);
    } else if (open.phase() == Submission.Phase.RECEIVED) {
      open.reach(Submission.Phase.RELEASED);
      requests.begin();
      broker.release(open.packetId());
    }
  }

  void onPublishAcked(int packetId) {
    Submission done = remove(packetId, Qos.AT_LEAST_ONCE);
    if (done != null) {
      complete(done);
    }
  }

  void onPublishReceived(int packetId) {
    Submission open = held(packetId, Qos.EXACTLY_ONCE);
    if (open == null || open.phase() != Submission.Phase.SENT) {
      return;
    }
    if (open.isAbandoned()) {
      open.reach(Submission.Phase.RELEASED);
      broker.release(packetId);
    } else {
      open.reach(Submission.Phase.RECEIVED);
      peer.send(new Frame.PubRec(open.msgId()));
    }
  }

  void onPublishCompleted(int packetId) {
    Submission open = held(packetId, Qos.EXACTLY_ONCE);
    if (open != null && open.phase() == Submission.Phase.RELEASED) {
      complete(remove(packetId, Qos.EXACTLY_ONCE));
    } else if (strayReleases.remove(packetId)) {
      int msgId = mapped.msgId(packetId);
      mapped.remove(msgId);
      peer.send(new Frame.PubComp(msgId));
    }
  }

  boolean holds(int packetId) {
    return byPacketId.containsKey(packetId)
        || strayReleases.contains(packetId)
        || mapped.holds(packetId);
  }

  /** Takes back what an earlier life of the gateway stored: packet ids by MsgId. */
  void restore(Map<Integer, Integer> packetIds) {
    mapped.restore(packetIds);
  }

  Map<Integer, Integer> stored() {
    return mapped.stored();
  }

  /** The link is closed: what was under way was not acknowledged, and the node sends it again. */
  void clear() {
    byPacketId.values().forEach(pending -> budget.giveBack(pending.octets()));
    byPacketId.clear();
    strayReleases.clear();
  }

  /** A clean session: nothing of the earlier one is known any more. */
  void forget() {
    clear();
    mapped.clear();
  }

  int pending() {
    return byPacketId.size() + strayReleases.size();
  }

  /** None where the event is of another QoS, and so of an earlier link. */
  private Submission held(int packetId, Qos qos) {
    Submission submission = byPacketId.get(packetId);
    return submission != null && submission.qos() == qos ? submission : null;
  }

  private Submission remove(int packetId, Qos qos) {
    Submission done = held(packetId, qos);
    if (done != null) {
      byPacketId.remove(packetId);
      budget.giveBack(done.octets());
    }
    return done;
  }

  /** The bridge holds the payload for as long as we hold the submission. */
  private static int cost(int payloadOctets) {
    return payloadOctets + 2 * SessionContext.ENTRY_OCTETS;
  }

  private void onCopy(long nowMillis, Submission open) {
    open.copyCame(nowMillis);
    if (open.phase() != Submission.Phase.SENT) {
      peer.send(new Frame.PubRec(open.msgId()));
    }
  }

  private void complete(Submission done) {
    if (done.isAbandoned()) {
      return;
    }
    acknowledged.add(done);
    mapped.remove(done.msgId());
    if (done.qos() == Qos.AT_LEAST_ONCE) {
      acknowledge(Qos.AT_LEAST_ONCE, done.topicId(), done.msgId());
    } else {
      peer.send(new Frame.PubComp(done.msgId()));
    }
  }

  private void acknowledge(Qos qos, int topicId, int msgId) {
    if (qos == Qos.AT_LEAST_ONCE) {
      peer.send(new Frame.PubAck(topicId, msgId, ReturnCode.ACCEPTED));
    } else {
      peer.send(new Frame.PubRec(msgId));
    }
  }

  /**
   * The node has given the MsgId to another message, be it refused. An acknowledgement of the
   * earlier one would be taken for that one's, so none is sent; the earlier one itself still
   * arrives, a QoS 2 one by our release.
   */
  private void abandonUnder(int msgId) {
    Submission open = openFor(msgId);
    if (open == null) {
      return;
    }
    open.abandon();
    if (open.phase() == Submission.Phase.RECEIVED) {
      open.reach(Submission.Phase.RELEASED);
      broker.release(open.packetId());
    }
  }

  /** Not while a QoS 1 publish has that packet id: the broker would take it for that one's. */
  private void releaseStray(int msgId) {
    int packetId = strayPacketId(msgId);
    boolean room = strayReleases.size() < limit || strayReleases.contains(packetId);
    if (room && !byPacketId.containsKey(packetId)) {
      strayReleases.add(packetId);
      broker.release(packetId);
    }
  }

  private int strayPacketId(int msgId) {
    int earlier = mapped.packetId(msgId);
    return earlier == 0 ? msgId : earlier;
  }

  private Submission openFor(int msgId) {
    Submission direct = byPacketId.get(msgId);
    if (direct != null && direct.msgId() == msgId && !direct.isAbandoned()) {
      return direct;
    }
    for (Submission submission : byPacketId.values()) {
      if (submission.msgId() == msgId && !submission.isAbandoned()) {
        return submission;
      }
    }
    return null;
  }
}
