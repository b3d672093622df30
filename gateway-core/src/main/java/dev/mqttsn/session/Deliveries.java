package dev.mqttsn.session;

import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.PubAck;
import dev.mqttsn.wire.Frame.PubRel;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.RegAck;
import dev.mqttsn.wire.Frame.Register;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Messages to the node, one at a time and in order: REGISTER if the id is not known to it, PUBLISH,
 * and the acknowledgements of QoS 1 and 2 (MQTT-SN 1.2 6.10). The broker gets each acknowledgement
 * only after the node's.
 *
 * <p>The session says when the node listens, by calling {@link #pump}.
 */
final class Deliveries {
  /** T_WAIT: how long a node that answers with congestion is left alone. */
  private static final long CONGESTION_WAIT_MILLIS = 5 * 60_000L;

  private final String clientId;
  private final SessionContext context;
  private final Peer peer;
  private final BrokerSide broker;
  private final Registrations registrations;
  private final Subscriptions subscriptions;
  private final Backpressure backpressure;
  private final Journal journal;
  private final SleepBuffer buffer;
  private final Set<Integer> discarded = new HashSet<>(1);
  private Exchange exchange;
  private Delivery lastAtMostOnce;
  private int lastMsgId;
  private int finished;
  private boolean persistent;
  private long waitUntilMillis;
  private long lastStoredNumber;

  /** Something may be held that is to be stored once the node sleeps. */
  private boolean unstored;

  Deliveries(
      String clientId,
      SessionContext context,
      Peer peer,
      BrokerSide broker,
      Registrations registrations,
      Subscriptions subscriptions,
      Backpressure backpressure,
      Journal journal) {
    this.clientId = clientId;
    this.context = context;
    this.peer = peer;
    this.broker = broker;
    this.registrations = registrations;
    this.subscriptions = subscriptions;
    this.backpressure = backpressure;
    this.journal = journal;
    this.buffer = new SleepBuffer(context.config().limits(), context.budget());
  }

  /** Whether the broker keeps messages for a client without a link: CleanSession 0. */
  void setPersistent(boolean isPersistent) {
    persistent = isPersistent;
  }

  /**
   * A message of the broker; held until the node has had it. One that goes to a listening node at
   * once is always taken, however much is held for others.
   */
  void offer(MessageArrived message, boolean listening) {
    Delivery delivery = Delivery.of(message);
    if (!fitsNetwork(delivery)) {
      discard(delivery, "larger than the node's network carries");
    } else if (buffer.isTooLarge(delivery)) {
      discard(delivery, "larger than the client's buffer");
    } else if (delivery.qos().isAcknowledged() && backpressure.isRefusing()) {
      backpressure.refuse(delivery);
    } else if (listening && buffer.isEmpty()) {
      buffer.add(delivery);
      unstored = true;
    } else if (addOrOverflow(delivery)) {
      unstored |= listening;
      if (!listening) {
        storeUpTo(delivery);
      }
    }
  }

  /** None is stored before an older one, which would come again after it. */
  private void storeUpTo(Delivery newest) {
    if (unstored) {
      storeAll();
    } else {
      store(newest);
    }
  }

  private void storeAll() {
    unstored = false;
    buffer.forEach(this::store);
  }

  /**
   * What waits for a sleeper is stored, and the broker told of a QoS 1 message once it is. A QoS 2
   * message is never acknowledged early, so that storing it would gain nothing.
   */
  private void store(Delivery delivery) {
    if (delivery.qos() == Qos.EXACTLY_ONCE || delivery.isStored()) {
      return;
    }
    if (!journal.isDurable()) {
      unstored = true;
      return;
    }
    delivery.setStored(++lastStoredNumber);
    journal.putMessage(delivery.stored());
    if (delivery.qos() == Qos.AT_LEAST_ONCE) {
      journal.acknowledgeStored(delivery.number());
    }
  }

  /**
   * An outage of stable storage is over. What was being stored when it began is stored now, but the
   * broker was not told; what came since was not stored, and the broker may send no more before.
   */
  void onStoreWell(boolean listening) {
    buffer.forEach(
        delivery -> {
          boolean ofThisLife = delivery.number() != 0;
          if (ofThisLife && delivery.isStored() && delivery.qos() == Qos.AT_LEAST_ONCE) {
            journal.acknowledgeStored(delivery.number());
          }
        });
    if (!listening && unstored) {
      storeAll();
    }
  }

  /** Takes back what an earlier life of the gateway stored. */
  void restore(List<StoredSession.Message> messages) {
    for (StoredSession.Message message : messages) {
      buffer.add(Delivery.of(message));
      lastStoredNumber = message.number();
    }
  }

  List<StoredSession.Message> stored() {
    List<StoredSession.Message> messages = new ArrayList<>();
    buffer.forEach(
        delivery -> {
          if (delivery.isStored()) {
            messages.add(delivery.stored());
          }
        });
    return messages;
  }

  /** Returns whether it is held. */
  private boolean addOrOverflow(Delivery delivery) {
    while (!buffer.hasRoomFor(delivery)) {
      Delivery victim = buffer.victim(delivery, underWay(), persistent);
      if (victim == null) {
        context.observer().onDropped(clientId, "broker link", "buffer full: the broker keeps more");
        backpressure.refuse(delivery);
        return false;
      }
      buffer.remove(victim);
      discard(victim, "buffer full");
      if (victim == delivery) {
        return false;
      }
    }
    buffer.add(delivery);
    return true;
  }

  /** The broker's PUBREL: the next phase of the exchange, or one that nobody remembers. */
  void onReleaseArrived(int packetId) {
    if (discarded.remove(packetId)) {
      broker.completedDown(packetId);
      return;
    }
    Delivery received = buffer.received(packetId);
    if (received != null) {
      received.setReleased();
    } else {
      insertRelease(packetId);
    }
  }

  /** The broker has forgotten the session: the PUBREL that is awaited will never come. */
  void onSessionForgotten() {
    if (headAwaitsBroker()) {
      buffer.head().setReleased();
    }
  }

  /** Sends all that may be sent now; the node listens. */
  void pump(long nowMillis) {
    if (exchange != null && exchange.isRecalled()) {
      exchange.startRound(nowMillis, true);
    }
    while (exchange == null && buffer.head() != null && nowMillis >= waitUntilMillis) {
      if (!advance(nowMillis, buffer.head())) {
        return;
      }
    }
  }

  /** Whether nothing is left that the node should be kept awake for. */
  boolean isIdle(long nowMillis) {
    return isBetweenMessages() && (buffer.head() == null || nowMillis < waitUntilMillis);
  }

  /** Whether no message is under way, its acknowledgements included. */
  boolean isBetweenMessages() {
    return exchange == null && !isHeadReceived();
  }

  /** Whether the exchange goes on only when the broker has sent its PUBREL. */
  boolean headAwaitsBroker() {
    return isHeadReceived() && !buffer.head().isReleased();
  }

  /** Whether there is room again for what was refused. */
  boolean hasRoomAgain(long refusedOctets) {
    return buffer.isEmpty() || (buffer.isHalfEmpty() && buffer.hasTotalRoomFor(refusedOctets));
  }

  /** Messages that are done with since the count was last asked for. */
  int takeFinished() {
    int count = finished;
    finished = 0;
    return count;
  }

  int size() {
    return buffer.size();
  }

  void onRegAck(long nowMillis, RegAck frame) {
    if (exchange == null
        || !(exchange.frame() instanceof Register register)
        || register.msgId() != frame.msgId()) {
      return;
    }
    exchange = null;
    switch (frame.returnCode()) {
      case ACCEPTED -> registrations.setKnownToClient(register.topicId());
      case CONGESTION -> waitUntilMillis = nowMillis + CONGESTION_WAIT_MILLIS;
      case INVALID_TOPIC_ID, NOT_SUPPORTED -> refuseTopic(buffer.head().topic());
    }
  }

  /** Matched by MsgId alone: clients exist that answer with TopicId 0. */
  void onPubAck(long nowMillis, PubAck frame) {
    if (!isAwaited(FrameType.PUBLISH, frame.msgId())) {
      onErrorAtMostOnce(nowMillis, frame);
      return;
    }
    Delivery head = buffer.head();
    switch (frame.returnCode()) {
      case ACCEPTED -> {
        if (head.qos() == Qos.AT_LEAST_ONCE) {
          broker.ackDown(head.number());
          finishHead();
        }
      }
      case CONGESTION -> {
        exchange = null;
        waitUntilMillis = nowMillis + CONGESTION_WAIT_MILLIS;
      }
      case INVALID_TOPIC_ID -> repair(head);
      case NOT_SUPPORTED -> giveUpHead("the node answered: not supported");
    }
  }

  /**
   * Counts also where a new connection began the exchange anew, since radio reorders: a message
   * that was released unreceived would be taken for a new one. An unknown one is answered with
   * PUBREL, unless the node is asleep and hears nothing.
   */
  void onPubRec(int msgId, boolean listening) {
    Delivery head = buffer.head();
    if (head != null && head.msgId() == msgId && head.isPublished() && awaitsPubRec(head)) {
      exchange = null;
      head.setReceived();
      broker.receivedDown(head.number());
    } else if (listening
        && broker.status() == BrokerSide.Status.UP
        && !buffer.holdsUnreleased(msgId)) {
      peer.send(new PubRel(msgId));
    }
  }

  private static boolean awaitsPubRec(Delivery delivery) {
    return delivery.qos() == Qos.EXACTLY_ONCE && !delivery.isReceived();
  }

  void onPubComp(int msgId) {
    if (isAwaited(FrameType.PUBREL, msgId)) {
      broker.completedDown(msgId);
      finishHead();
    }
  }

  /** The node was heard; an exchange that rested goes on with the next pump. */
  void onHeard() {
    if (exchange != null) {
      exchange.onHeard();
    }
  }

  /** The node asks for what it has not got: the open exchange again, DUP set. */
  void repeatOpenExchange(long nowMillis) {
    if (exchange != null) {
      exchange.repeat(nowMillis);
    }
  }

  /** A PUBLISH was not sent after all, as its id was not announced either: it begins again. */
  void onUnsent(Publish publish) {
    if (!publish.qos().isAcknowledged()) {
      context.observer().onDropped(clientId, "message", "its topic id could not be stored");
    } else if (isAwaited(FrameType.PUBLISH, publish.msgId())) {
      exchange = null;
    }
  }

  /** The node does not listen any more: the open exchange goes on when it does again. */
  void rest() {
    if (exchange != null) {
      exchange.rest();
    }
  }

  /** The node goes to sleep, maybe in the middle of an exchange: the next wake goes on with it. */
  void onSleep() {
    rest();
    storeAll();
  }

  /** The node asks for its messages. */
  void onWake(long nowMillis) {
    finished = 0;
    if (exchange != null) {
      exchange.startRound(nowMillis, false);
    }
  }

  /** A new connection of the same session: an open exchange begins again, under its MsgId. */
  void onNewConnection() {
    exchange = null;
    lastAtMostOnce = null;
    waitUntilMillis = 0;
  }

  /** An open exchange begins again, if the node's new network carries its message at all. */
  void onOtherNetwork() {
    exchange = null;
  }

  /** Whether a round has ended unanswered. */
  boolean isResting() {
    return exchange != null && exchange.isResting();
  }

  void onTimeout(long nowMillis) {
    if (exchange == null || nowMillis < exchange.deadline()) {
      return;
    }
    exchange.onTimeout(nowMillis);
    if (exchange.isResting() && exchange.isHopeless()) {
      onHopeless();
    }
  }

  long deadline(long nowMillis) {
    if (exchange != null) {
      return exchange.deadline();
    }
    boolean waiting = buffer.head() != null && nowMillis < waitUntilMillis;
    return waiting ? waitUntilMillis : KeepAlive.NEVER;
  }

  /** The session is over: nothing of it is held any more. */
  void clear() {
    endExchange();
    buffer.clear();
  }

  /**
   * The link is gone: what the broker holds comes again. What it was told is safe stays for a
   * client whose session goes on.
   */
  void onLinkGone() {
    endExchange();
    buffer.removeIf(
        delivery -> {
          boolean safe = persistent && delivery.isStored() && delivery.qos() == Qos.AT_LEAST_ONCE;
          if (!safe) {
            forgetStored(delivery);
          }
          return !safe;
        });
  }

  private void endExchange() {
    exchange = null;
    lastAtMostOnce = null;
    waitUntilMillis = 0;
    discarded.clear();
  }

  private void forgetStored(Delivery delivery) {
    if (delivery.isStored()) {
      journal.noteMessageGone(delivery.storedNumber());
      delivery.setStored(0);
    }
  }

  /** Moves the head on by one step; false where the node must answer first. */
  private boolean advance(long nowMillis, Delivery head) {
    if (head.isReceived()) {
      return advanceRelease(nowMillis, head);
    }
    if (registrations.isRefused(head.topic())) {
      giveUpHead("the node refused the topic");
      return true;
    }
    TopicRef ref = reference(head.topic());
    if (ref.id() == Registrations.FULL && ref.type() == TopicIdType.NORMAL) {
      giveUpHead("no topic id left for the client");
      return true;
    }
    if (ref.type() == TopicIdType.NORMAL && !registrations.isKnownToClient(ref.id())) {
      return register(nowMillis, head, ref.id());
    }
    return publish(nowMillis, head, ref);
  }

  /** With the message received, the broker's PUBREL is awaited and passed on. */
  private boolean advanceRelease(long nowMillis, Delivery head) {
    if (head.isReleased()) {
      begin(nowMillis, new PubRel(head.packetId()));
    }
    return false;
  }

  private boolean register(long nowMillis, Delivery head, int topicId) {
    Register register = new Register(topicId, nextMsgId(head), Octets.utf8(head.topic()));
    if (!peer.canCarry(register)) {
      giveUpHead("its topic name is larger than the node's network carries");
      return true;
    }
    begin(nowMillis, register);
    return false;
  }

  private boolean publish(long nowMillis, Delivery head, TopicRef ref) {
    if (head.qos().isAcknowledged() && head.msgId() == 0) {
      head.assignMsgId(nextMsgId(head));
    }
    Publish publish =
        new Publish(
            head.isPublished() && head.qos().isAcknowledged(),
            head.qos(),
            head.retain(),
            ref.type(),
            ref.id(),
            head.msgId(),
            head.payload());
    if (!peer.canCarry(publish)) {
      giveUpHead("larger than the node's network carries");
      return true;
    }
    if (head.qos() == Qos.AT_MOST_ONCE) {
      peer.send(publish);
      finishHead();
      lastAtMostOnce = ref.type() == TopicIdType.NORMAL ? head : null;
      return true;
    }
    head.setPublished();
    begin(nowMillis, publish);
    return false;
  }

  private void begin(long nowMillis, Frame frame) {
    exchange = new Exchange(peer, frame);
    exchange.startRound(nowMillis, false);
  }

  /** As the client subscribed; for a wildcard, whatever saves a REGISTER (fact sheet 4.10). */
  private TopicRef reference(String topic) {
    Subscription exact = subscriptions.to(topic);
    if (exact != null && exact.type() != TopicIdType.NORMAL) {
      return new TopicRef(exact.type(), exact.topicId());
    }
    int known = registrations.knownId(topic);
    if (known != 0) {
      return new TopicRef(TopicIdType.NORMAL, known);
    }
    int shortName = exact == null ? Registrations.shortName(topic) : -1;
    if (shortName >= 0) {
      return new TopicRef(TopicIdType.SHORT, shortName);
    }
    return new TopicRef(TopicIdType.NORMAL, registrations.idFor(topic));
  }

  private boolean isAwaited(FrameType type, int msgId) {
    if (exchange == null || exchange.frame().type() != type) {
      return false;
    }
    return buffer.head().msgId() == msgId;
  }

  /** The node does not know the id: it is announced once more, and the message sent again. */
  private void repair(Delivery head) {
    Publish sent = (Publish) exchange.frame();
    boolean repairable = sent.topicIdType() == TopicIdType.NORMAL;
    if (!repairable || head.countRepair() > peer.retry().count()) {
      giveUpHead("the node answered: invalid topic id");
      return;
    }
    registrations.setUnknownToClient(sent.topicId());
    exchange = null;
  }

  /** Clients may answer QoS 0 too, with MsgId 0 (MQTT-SN 1.2 6.10). */
  private void onErrorAtMostOnce(long nowMillis, PubAck frame) {
    if (frame.msgId() == 0 && frame.returnCode() == ReturnCode.CONGESTION) {
      waitUntilMillis = nowMillis + CONGESTION_WAIT_MILLIS;
      return;
    }
    Delivery last = lastAtMostOnce;
    boolean matches =
        last != null
            && frame.msgId() == 0
            && frame.returnCode() == ReturnCode.INVALID_TOPIC_ID
            && registrations.knownId(last.topic()) == frame.topicId()
            && frame.topicId() != 0;
    if (!matches) {
      return;
    }
    lastAtMostOnce = null;
    registrations.setUnknownToClient(frame.topicId());
    if (isBetweenMessages()
        && last.countRepair() <= peer.retry().count()
        && buffer.hasRoomFor(last)) {
      buffer.addFirst(last);
    }
  }

  /** REGACK with a refusal ends the subscription to that very name (MQTT-SN 1.2 6.10). */
  private void refuseTopic(String topic) {
    registrations.refuse(topic);
    subscriptions.onRefused(topic);
  }

  private void onHopeless() {
    Delivery head = buffer.head();
    if (exchange.frame() instanceof Register) {
      registrations.refuse(head.topic());
    }
    giveUpHead("unanswered though the node was heard");
  }

  private void giveUpHead(String reason) {
    Delivery head = buffer.head();
    finishHead();
    discard(head, reason);
  }

  private void finishHead() {
    exchange = null;
    forgetStored(buffer.head());
    buffer.removeHead();
    finished++;
  }

  /** Dropped, but acknowledged to the broker, which would otherwise wait for ever. */
  private void discard(Delivery delivery, String reason) {
    context.observer().onDropped(clientId, "message", reason);
    forgetStored(delivery);
    if (delivery.qos() == Qos.AT_LEAST_ONCE) {
      broker.ackDown(delivery.number());
    } else if (delivery.qos() == Qos.EXACTLY_ONCE && delivery.isReceived()) {
      broker.completedDown(delivery.packetId());
    } else if (delivery.qos() == Qos.EXACTLY_ONCE) {
      discarded.add(delivery.packetId());
      broker.receivedDown(delivery.number());
    }
  }

  private void insertRelease(int packetId) {
    Delivery release = Delivery.release(packetId);
    if (isBetweenMessages()) {
      buffer.addFirst(release);
    } else {
      buffer.add(release);
    }
  }

  private boolean isHeadReceived() {
    return buffer.head() != null && buffer.head().isReceived();
  }

  private Delivery underWay() {
    return isBetweenMessages() ? null : buffer.head();
  }

  private boolean fitsNetwork(Delivery delivery) {
    int octets = Publish.OVERHEAD + delivery.payload().length();
    return octets <= peer.address().link().maxMessageOctets();
  }

  /** The next MsgId of the client's counter that differs from the head's own. */
  private int nextMsgId(Delivery head) {
    do {
      lastMsgId = lastMsgId == 0xFFFF ? 1 : lastMsgId + 1;
    } while (lastMsgId == head.msgId());
    return lastMsgId;
  }
}
