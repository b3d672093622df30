package dev.mqttsn.session;

import dev.mqttsn.gateway.Limits;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.ConnAck;
import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.Disconnect;
import dev.mqttsn.wire.Frame.PingResp;
import dev.mqttsn.wire.Frame.PubAck;
import dev.mqttsn.wire.Frame.PubComp;
import dev.mqttsn.wire.Frame.PubRec;
import dev.mqttsn.wire.Frame.PubRel;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.RegAck;
import dev.mqttsn.wire.Frame.Register;
import dev.mqttsn.wire.Frame.SubAck;
import dev.mqttsn.wire.Frame.Subscribe;
import dev.mqttsn.wire.Frame.Unsubscribe;
import dev.mqttsn.wire.Frame.WillMsg;
import dev.mqttsn.wire.Frame.WillMsgUpd;
import dev.mqttsn.wire.Frame.WillTopic;
import dev.mqttsn.wire.Frame.WillTopicUpd;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/**
 * One client: routes what comes to the collaborator whose job it is, and is the only place that
 * changes the client's state. Inputs are the {@code on…} methods; after each of them {@link
 * #deadline} may differ and {@link #isOver} may have become true.
 */
public final class ClientSession {
  private final String clientId;
  private final SessionContext context;
  private final Peer peer;
  private final BrokerSide broker;
  private final Backpressure backpressure;
  private final Journal journal;
  private final PacketIds packetIds = new PacketIds();
  private final Requests requests = new Requests();
  private final KeepAlive keepAlive = new KeepAlive();
  private final Registrations registrations;
  private final TopicResolver topics;
  private final WillKeeper will;
  private final Subscriptions subscriptions;
  private final Submissions submissions;
  private final Deliveries deliveries;
  private ClientState state;
  private long stateSinceMillis;
  private boolean cleanSession = true;
  private boolean established;
  private Connect accepted;
  private boolean onlyConnectSince;
  private boolean restored;
  private boolean headChanged;
  private boolean unkeptConnection;

  /** A PUBLISH was held back, and begins again as soon as the turn is over. */
  private boolean pumpDue;

  /** For the time without a link, which else sees for itself whether the broker was killed. */
  private long filtersUnstoredUntilMillis = Long.MIN_VALUE;

  private StoredSession.Head written;
  private ConnectProcedure connecting;
  private AwakePhase awake;
  private long queuedDeadline = KeepAlive.NEVER;

  public ClientSession(String clientId, NodeAddress address, SessionContext context) {
    Limits limits = context.config().limits();
    this.clientId = clientId;
    this.context = context;
    this.peer = new Peer(context, address);
    this.broker = new BrokerSide(clientId, context.outbox());
    this.backpressure = new Backpressure(broker);
    this.journal = context.ledger().journal(clientId);
    this.journal.onUnkept(this::onUnkept);
    this.registrations =
        new Registrations(
            limits.topicsPerClient(), context.stateBudget(), journal, context.random().nextInt());
    this.topics = new TopicResolver(clientId, context.config().predefined(), registrations);
    this.will = new WillKeeper(peer, broker, () -> packetIds.next(this::isInUse));
    this.subscriptions =
        new Subscriptions(
            peer,
            broker,
            requests,
            registrations,
            limits.filtersPerClient(),
            context.stateBudget(),
            journal,
            () -> packetIds.next(this::isInUse));
    this.submissions =
        new Submissions(
            peer,
            broker,
            requests,
            limits.pendingUp(),
            context.stateBudget(),
            journal,
            this::packetIdFor);
    this.deliveries =
        new Deliveries(
            clientId, context, peer, broker, registrations, subscriptions, backpressure, journal);
  }

  // What it is

  public String clientId() {
    return clientId;
  }

  public NodeAddress address() {
    return peer.address();
  }

  /** The client's state, or null before its first CONNECT is taken up. */
  public ClientState state() {
    return state;
  }

  /** Whether nothing of the client need be kept. */
  public boolean isOver() {
    boolean ended = state == ClientState.DISCONNECTED || state == ClientState.LOST;
    return ended && !will.isPending() && (cleanSession || !established);
  }

  /** Whether a lost client's will is still on its way to the broker. */
  public boolean hasPendingWill() {
    return will.isPending();
  }

  /** When {@link #onTimeout} is due next, {@code Long.MAX_VALUE} for never. */
  public long deadline(long nowMillis) {
    if (unkeptConnection || pumpDue) {
      return nowMillis;
    }
    return switch (state) {
      case CONNECTING -> connecting.deadline();
      case ACTIVE -> Math.min(keepAlive.deadline(), deliveries.deadline(nowMillis));
      case ASLEEP -> keepAlive.deadline();
      case AWAKE -> Math.min(awake.deadline(), deliveries.deadline(nowMillis));
      case DISCONNECTED, LOST ->
          stateSinceMillis + context.config().limits().sessionLifetimeMillis();
    };
  }

  /** Belongs to the shard's queue of deadlines. */
  public long queuedDeadline() {
    return queuedDeadline;
  }

  public void setQueuedDeadline(long millis) {
    queuedDeadline = millis;
  }

  // Stable storage

  public Journal journal() {
    return journal;
  }

  /** Takes up a session of an earlier life of the gateway; its node has its full time again. */
  public void restore(long nowMillis, StoredSession stored, boolean brokerLost) {
    StoredSession.Head head = stored.head();
    if (brokerLost) {
      broker.onBrokerLost();
    }
    established = true;
    setPersistence(head.cleanSession());
    registrations.restore(stored.topics());
    subscriptions.restore(stored.filters());
    submissions.restore(stored.packetIds());
    deliveries.restore(stored.messages());
    keepAlive.activate(nowMillis, head.keepAliveSeconds());
    if (head.standing() == StoredSession.Standing.ASLEEP) {
      keepAlive.sleep(nowMillis, head.sleepSeconds());
    }
    become(nowMillis, StoredHeads.state(head.standing()), "as before the restart");
    restoreLink(head);
    will.restore(head.will(), head.dueWill());
    written = head;
    restored = true;
  }

  private void restoreLink(StoredSession.Head head) {
    if (head.takenOver()) {
      broker.is(BrokerSide.Status.TAKEN_OVER);
    } else if (state.isConnected() || head.dueWill().isPresent()) {
      broker.restore(cleanSession, head.keepAliveSeconds(), subscriptions.filters());
    }
  }

  /** Writes what has changed since it was last written. */
  public void record() {
    if (!headChanged || !journal.isUsed()) {
      return;
    }
    if (state != ClientState.CONNECTING) {
      headChanged = false;
      write(head());
    } else if (written != null) {
      // A setup under way is not kept, but where it was heard before another client may be soon.
      write(written.at(peer.address()));
    }
  }

  private void write(StoredSession.Head head) {
    if (!head.equals(written)) {
      written = head;
      journal.putHead(head);
    }
  }

  /**
   * The node got congestion where it was to be accepted, or did not get what relied on that; what
   * follows from it is taken back.
   */
  private void onUnkept(Frame frame) {
    if (frame instanceof RegAck ack) {
      onUnkeptId(ack.topicId());
    } else if (frame instanceof SubAck ack) {
      onUnkeptId(ack.topicId());
    } else if (frame instanceof Publish publish) {
      deliveries.onUnsent(publish);
      pumpDue = true;
    } else if (frame instanceof ConnAck) {
      unkeptConnection = true;
    }
  }

  private void onUnkeptId(int topicId) {
    if (journal.isPromised(topicId)) {
      registrations.setUnknownToClient(topicId);
    }
  }

  private void endUnkeptConnection(long nowMillis) {
    unkeptConnection = false;
    if (state.isConnected()) {
      broker.close();
      endConnection();
      become(nowMillis, ClientState.DISCONNECTED, "its connection cannot be stored");
    }
  }

  /** An outage of stable storage is over: what could not be stored meanwhile is. */
  public void onStoreWell() {
    if (state != null) {
      deliveries.onStoreWell(state.isListening());
    }
  }

  /** All that outlives the gateway, or null before the first connection is through. */
  public StoredSession stored() {
    return written == null
        ? null
        : new StoredSession(
            clientId,
            written,
            registrations.stored(),
            subscriptions.stored(),
            deliveries.stored(),
            submissions.stored());
  }

  private StoredSession.Head head() {
    return StoredHeads.of(
        peer.address(),
        state,
        cleanSession,
        keepAlive,
        broker.status() == BrokerSide.Status.TAKEN_OVER,
        will);
  }

  private void setPersistence(boolean clean) {
    cleanSession = clean;
    deliveries.setPersistent(!clean);
    journal.setPersistent(!clean);
  }

  // Connection setup

  /** The client is heard from another address; its identity is its client id. */
  public void moveTo(NodeAddress address) {
    boolean otherNetwork = !address.link().equals(peer.address().link());
    peer.moveTo(address);
    headChanged = true;
    if (otherNetwork) {
      deliveries.onOtherNetwork();
    }
  }

  /** A CONNECT of this client; {@code moved} where it came from a new address. */
  public void onConnect(long nowMillis, Connect frame, boolean moved) {
    if (state == ClientState.CONNECTING && connecting.isCopy(frame)) {
      heardInSetup(nowMillis);
      connecting.onCopy();
      return;
    }
    if (state == ClientState.ACTIVE && !moved && isCopyOfAccepted(frame)) {
      keepAlive.heard(nowMillis);
      peer.send(new ConnAck(ReturnCode.ACCEPTED));
      return;
    }
    requests.beginConnection();
    keepAlive.heard(nowMillis);
    ClientState before = connectionBefore();
    dropWillPublication();
    awake = null;
    deliveries.rest();
    connecting = new ConnectProcedure(peer, frame, before, setupDeadline(nowMillis));
    become(nowMillis, ClientState.CONNECTING, "CONNECT");
    connecting.begin();
    if (!connecting.awaitsWill()) {
      openBroker(nowMillis);
    }
  }

  /**
   * With CleanSession 0 on both sides and a link that is up there is nothing to open: the client
   * has its session still, and what waits for it stays in order.
   */
  private void openBroker(long nowMillis) {
    Connect frame = connecting.connect();
    boolean linkServes =
        !frame.cleanSession() && !cleanSession && broker.status() == BrokerSide.Status.UP;
    connecting.settle(will.will());
    subscriptions.endRequests();
    registrations.onNewConnection();
    if (frame.cleanSession()) {
      forgetSession();
    } else if (cleanSession) {
      submissions.clear();
      deliveries.onSessionForgotten();
    }
    setPersistence(frame.cleanSession());
    if (linkServes) {
      connected(nowMillis);
      return;
    }
    connecting.extend(setupDeadline(nowMillis));
    backpressure.reset();
    broker.open(cleanSession, frame.durationSeconds(), subscriptions.filters());
  }

  private void forgetSession() {
    registrations.clear();
    subscriptions.clear();
    submissions.forget();
    deliveries.clear();
    if (established) {
      journal.forget();
    }
  }

  private void connected(long nowMillis) {
    accepted = connecting.connect();
    onlyConnectSince = true;
    connecting = null;
    established = true;
    keepAlive.activate(nowMillis, accepted.durationSeconds());
    become(nowMillis, ClientState.ACTIVE, "connected");
    peer.send(new ConnAck(ReturnCode.ACCEPTED));
    deliveries.onNewConnection();
    pump(nowMillis);
  }

  private void refused(long nowMillis, ReturnCode code, String reason) {
    connecting = null;
    broker.close();
    endConnection();
    become(nowMillis, ClientState.DISCONNECTED, reason);
    peer.send(new ConnAck(code));
  }

  /**
   * A copy of the CONNECT that was just accepted: the CONNACK was lost (fact sheet A5). One with a
   * will is asked for it again: a client that has it all behind it does not repeat CONNECT.
   */
  private boolean isCopyOfAccepted(Connect frame) {
    return onlyConnectSince
        && !frame.will()
        && frame.equals(accepted)
        && broker.status() != BrokerSide.Status.TAKEN_OVER;
  }

  /** The state of the connection that a CONNECT replaces, null where there is none. */
  private ClientState connectionBefore() {
    if (state == ClientState.CONNECTING) {
      return connecting.before();
    }
    return state != null && state.isConnected() ? state : null;
  }

  /** The client is back before its will was through; its link begins anew with what it holds. */
  private void dropWillPublication() {
    if (will.isPending()) {
      will.abandon();
      broker.close();
    }
  }

  private long setupDeadline(long nowMillis) {
    return nowMillis + peer.retry().exchangeMillis();
  }

  // Frames of the node

  /** Any frame but CONNECT, SEARCHGW and QoS -1, which need no session. */
  public void onFrame(long nowMillis, Frame frame) {
    if (state == ClientState.CONNECTING) {
      onFrameConnecting(nowMillis, frame);
      return;
    }
    heard(nowMillis, frame);
    onFrameConnected(nowMillis, frame);
    pump(nowMillis);
  }

  /** The node was heard by a message that is none of the session's, a QoS -1 PUBLISH. */
  public void onSignOfLife(long nowMillis) {
    if (state.isConnected()) {
      keepAlive.heard(nowMillis);
    }
  }

  /** While it is the node's turn it has its full time again from each message. */
  private void heardInSetup(long nowMillis) {
    keepAlive.heard(nowMillis);
    if (connecting.awaitsWill()) {
      connecting.extend(setupDeadline(nowMillis));
    }
  }

  private void onFrameConnecting(long nowMillis, Frame frame) {
    heardInSetup(nowMillis);
    switch (frame.type()) {
      case WILLTOPIC -> onWillTopic(nowMillis, (WillTopic) frame);
      case WILLMSG -> {
        if (connecting.awaitsWill()) {
          connecting.onWillMsg(((WillMsg) frame).message());
          openBrokerOnceAgreed(nowMillis);
        }
      }
      case DISCONNECT -> disconnect(nowMillis, "DISCONNECT during the connection setup");
      default -> context.observer().onDropped(clientId, frame.type().name(), "while connecting");
    }
  }

  private void onWillTopic(long nowMillis, WillTopic frame) {
    if (!connecting.awaitsWill()) {
      return;
    }
    if (!frame.topic().isEmpty() && !Will.isLegal(frame.qos(), frame.topic())) {
      refused(nowMillis, ReturnCode.NOT_SUPPORTED, "a will that no broker would take");
      return;
    }
    connecting.onWillTopic(frame);
    openBrokerOnceAgreed(nowMillis);
  }

  private void openBrokerOnceAgreed(long nowMillis) {
    if (!connecting.awaitsWill()) {
      openBroker(nowMillis);
    }
  }

  private void onFrameConnected(long nowMillis, Frame frame) {
    switch (frame.type()) {
      case REGISTER -> onRegister((Register) frame);
      case PUBLISH -> onPublish(nowMillis, (Publish) frame);
      case PUBREL -> submissions.onPubRel(((PubRel) frame).msgId());
      case SUBSCRIBE -> onSubscribe((Subscribe) frame);
      case UNSUBSCRIBE -> onUnsubscribe((Unsubscribe) frame);
      case REGACK -> deliveries.onRegAck(nowMillis, (RegAck) frame);
      case PUBACK -> deliveries.onPubAck(nowMillis, (PubAck) frame);
      case PUBREC -> deliveries.onPubRec(((PubRec) frame).msgId(), state.isListening());
      case PUBCOMP -> deliveries.onPubComp(((PubComp) frame).msgId());
      case PINGREQ -> onPingReq(nowMillis);
      case DISCONNECT -> onDisconnect(nowMillis, (Disconnect) frame);
      case WILLTOPICUPD -> {
        requests.begin();
        headChanged = true;
        will.onTopicUpd((WillTopicUpd) frame);
      }
      case WILLMSGUPD -> {
        requests.begin();
        headChanged = true;
        will.onMsgUpd((WillMsgUpd) frame);
      }
      case WILLTOPIC, WILLMSG -> repeatConnAck();
      default -> {}
    }
  }

  /** Any message is a sign of life (MQTT-SN 1.2 6.14), and of the node's being served here. */
  private void heard(long nowMillis, Frame frame) {
    keepAlive.heard(nowMillis);
    onlyConnectSince &= isOfSetup(frame.type());
    serveHere();
    if (awake != null) {
      awake.onHeard(nowMillis);
    }
    deliveries.onHeard();
  }

  /** A client that another gateway served is heard here, or one whose link awaits its turn. */
  private void serveHere() {
    boolean takenOver = broker.status() == BrokerSide.Status.TAKEN_OVER;
    if (takenOver && restored) {
      broker.restore(cleanSession, keepAlive.keepAliveSeconds(), subscriptions.filters());
    }
    if (takenOver || (restored && broker.status() == BrokerSide.Status.DOWN)) {
      broker.resume();
    }
    headChanged |= takenOver;
    restored = false;
  }

  private static boolean isOfSetup(FrameType type) {
    return type == FrameType.WILLTOPIC || type == FrameType.WILLMSG;
  }

  /** The client repeats the last message of its setup: our CONNACK was lost. */
  private void repeatConnAck() {
    if (state == ClientState.ACTIVE && onlyConnectSince && accepted.will()) {
      peer.send(new ConnAck(ReturnCode.ACCEPTED));
    }
  }

  private void onRegister(Register frame) {
    requests.begin();
    String name = frame.topicName().text();
    if (!TopicNames.isName(name)) {
      peer.send(new RegAck(0, frame.msgId(), ReturnCode.NOT_SUPPORTED));
      return;
    }
    int id = registrations.idFor(name);
    if (id == Registrations.FULL) {
      peer.send(new RegAck(0, frame.msgId(), ReturnCode.CONGESTION));
      return;
    }
    registrations.promiseToClient(id);
    peer.send(new RegAck(id, frame.msgId(), ReturnCode.ACCEPTED));
  }

  private void onPublish(long nowMillis, Publish frame) {
    backpressure.need(nowMillis);
    submissions.onPublish(nowMillis, frame, topics.name(frame));
  }

  private void onSubscribe(Subscribe frame) {
    subscriptions.onSubscribe(frame, topics.filter(frame.topicIdType(), frame.topic()));
  }

  private void onUnsubscribe(Unsubscribe frame) {
    subscriptions.onUnsubscribe(frame, topics.filter(frame.topicIdType(), frame.topic()));
  }

  // Sleep

  private void onPingReq(long nowMillis) {
    switch (state) {
      case ACTIVE -> peer.send(new PingResp());
      case ASLEEP -> wake(nowMillis);
      case AWAKE -> deliveries.repeatOpenExchange(nowMillis);
      default -> {}
    }
  }

  private void wake(long nowMillis) {
    requests.begin();
    long silenceMillis = peer.retry().exchangeMillis() + peer.retry().intervalMillis();
    int share = context.config().limits().bufferedMessages();
    awake = new AwakePhase(nowMillis, silenceMillis, share);
    become(nowMillis, ClientState.AWAKE, "PINGREQ");
    deliveries.onWake(nowMillis);
  }

  /** The awake phase ends: with PINGRESP when all is said, without when the node fell silent. */
  private void sleepAgain(long nowMillis, boolean complete, String reason) {
    awake = null;
    deliveries.onSleep();
    keepAlive.sleepAgain(nowMillis);
    become(nowMillis, ClientState.ASLEEP, reason);
    if (complete) {
      peer.send(new PingResp());
    }
  }

  private void onDisconnect(long nowMillis, Disconnect frame) {
    if (frame.durationSeconds() == 0) {
      disconnect(nowMillis, "DISCONNECT");
      return;
    }
    requests.begin();
    awake = null;
    deliveries.onSleep();
    keepAlive.sleep(nowMillis, frame.durationSeconds());
    become(nowMillis, ClientState.ASLEEP, "for " + frame.durationSeconds() + " s");
    peer.send(new Disconnect(0));
  }

  private void disconnect(long nowMillis, String reason) {
    connecting = null;
    broker.close();
    endConnection();
    become(nowMillis, ClientState.DISCONNECTED, reason);
    peer.send(new Disconnect(0));
  }

  /** What the broker holds comes again with the next link; the rest ends with the connection. */
  private void endConnection() {
    awake = null;
    subscriptions.endRequests();
    submissions.clear();
    deliveries.onLinkGone();
    backpressure.reset();
  }

  // Loss

  /** The client is gone without a word: its will is published, then its link closed. */
  public void lose(long nowMillis, String reason) {
    boolean published = will.exists() && isWillDue();
    backpressure.need(nowMillis);
    connecting = null;
    if (published) {
      will.publish();
    }
    endConnection();
    become(nowMillis, ClientState.LOST, reason);
    closeAfterWill();
  }

  /** Not for a client that another gateway serves, nor for one that was never connected. */
  private boolean isWillDue() {
    boolean connected = connectionBefore() != null;
    return connected
        && broker.status() != BrokerSide.Status.TAKEN_OVER
        && broker.status() != BrokerSide.Status.NONE;
  }

  private void closeAfterWill() {
    headChanged = true;
    if (state == ClientState.LOST && !will.isPending()) {
      broker.close();
    }
  }

  /** The shard forgets the session: nothing of it may stay elsewhere. */
  public void onEvicted() {
    broker.close();
    endConnection();
    deliveries.clear();
    subscriptions.clear();
    registrations.clear();
    if (written != null) {
      written = null;
      journal.remove();
    }
  }

  // The broker

  public void onBrokerEvent(long nowMillis, BrokerEvent event) {
    if (event instanceof BrokerEvent.PublishAcked acked) {
      onPublishDone(acked.packetId(), Qos.AT_LEAST_ONCE);
    } else if (event instanceof BrokerEvent.MessageArrived message) {
      onMessage(nowMillis, message);
    } else if (event instanceof BrokerEvent.PublishReceived received) {
      onPublishReceived(received.packetId());
    } else if (event instanceof BrokerEvent.PublishCompleted completed) {
      onPublishDone(completed.packetId(), Qos.EXACTLY_ONCE);
    } else if (event instanceof BrokerEvent.ReleaseArrived release) {
      deliveries.onReleaseArrived(release.packetId());
    } else if (event instanceof BrokerEvent.SubscribeAcked acked) {
      filtersUnstoredUntilMillis = nowMillis + BrokerCommand.STORING_MILLIS;
      subscriptions.onSubscribeAcked(acked.packetId(), acked.granted());
    } else if (event instanceof BrokerEvent.UnsubscribeAcked acked) {
      subscriptions.onUnsubscribeAcked(acked.packetId());
    } else {
      onLinkEvent(nowMillis, event);
    }
    pump(nowMillis);
  }

  /** The broker cannot be reached, and may have lost what it had not stored. */
  public void onBrokerLost(long nowMillis) {
    if (nowMillis < filtersUnstoredUntilMillis) {
      broker.onBrokerLost();
    }
  }

  private void onLinkEvent(long nowMillis, BrokerEvent event) {
    if (event instanceof BrokerEvent.Opened) {
      onOpened(nowMillis);
    } else if (event instanceof BrokerEvent.OpenFailed failed) {
      onOpenFailed(nowMillis, failed);
    } else if (event instanceof BrokerEvent.LinkDown) {
      onLinkDown();
    } else if (event instanceof BrokerEvent.LinkUp) {
      onLinkUp(nowMillis);
    } else if (event instanceof BrokerEvent.TakenOver) {
      onTakenOver();
    }
  }

  /** A setup that still waits for the will was begun after this link; it opens its own. */
  private void onOpened(long nowMillis) {
    if (broker.status() != BrokerSide.Status.OPENING) {
      return;
    }
    broker.is(BrokerSide.Status.UP);
    if (state == ClientState.CONNECTING && !connecting.awaitsWill()) {
      connected(nowMillis);
    }
    continueWill();
  }

  private void onOpenFailed(long nowMillis, BrokerEvent.OpenFailed failed) {
    if (broker.status() != BrokerSide.Status.OPENING) {
      return;
    }
    broker.onOpenFailed();
    will.abandon();
    if (state == ClientState.CONNECTING && !connecting.awaitsWill()) {
      refused(nowMillis, failed.returnCode(), "broker: " + failed.reason());
    }
  }

  /** The client is told nothing: the bridge reconnects, and what is pending stays pending. */
  private void onLinkDown() {
    if (broker.status() == BrokerSide.Status.UP) {
      broker.is(BrokerSide.Status.DOWN);
    }
  }

  private void onLinkUp(long nowMillis) {
    if (broker.status() == BrokerSide.Status.DOWN) {
      broker.is(BrokerSide.Status.UP);
    }
    backpressure.onLinkUp(deliveries.hasRoomAgain(backpressure.refusedOctets()));
    if (awake != null) {
      awake.onLinkUp(nowMillis);
    }
    continueWill();
  }

  private void continueWill() {
    will.onLinkUp();
    closeAfterWill();
  }

  private void onTakenOver() {
    if (broker.status() == BrokerSide.Status.OPENING) {
      return;
    }
    broker.is(BrokerSide.Status.TAKEN_OVER);
    headChanged = true;
    deliveries.onLinkGone();
    backpressure.reset();
    dropWillPublication();
  }

  /** One for a client that is gone, or was never here, belongs to an earlier link. */
  private void onMessage(long nowMillis, BrokerEvent.MessageArrived message) {
    if (state == ClientState.DISCONNECTED || state == ClientState.LOST || !established) {
      return;
    }
    deliveries.offer(message, state.isListening());
    if (awake != null) {
      awake.onMessage(nowMillis);
    }
  }

  private void onPublishReceived(int packetId) {
    if (will.holds(packetId)) {
      will.onReceived();
    } else {
      submissions.onPublishReceived(packetId);
    }
  }

  private void onPublishDone(int packetId, Qos qos) {
    if (will.holds(packetId)) {
      will.onAcknowledged();
      closeAfterWill();
    } else if (qos == Qos.AT_LEAST_ONCE) {
      submissions.onPublishAcked(packetId);
    } else {
      submissions.onPublishCompleted(packetId);
    }
  }

  // Time

  public void onTimeout(long nowMillis) {
    if (unkeptConnection) {
      endUnkeptConnection(nowMillis);
      return;
    }
    pumpDue = false;
    switch (state) {
      case CONNECTING -> {
        if (nowMillis >= connecting.deadline()) {
          abandonSetup(nowMillis);
        }
      }
      case ACTIVE -> onTimeoutActive(nowMillis);
      case ASLEEP -> {
        if (nowMillis >= keepAlive.deadline()) {
          lose(nowMillis, "slept longer than announced");
        }
      }
      case AWAKE -> onTimeoutAwake(nowMillis);
      case DISCONNECTED, LOST -> expire(nowMillis);
    }
  }

  private void onTimeoutActive(long nowMillis) {
    if (nowMillis >= keepAlive.deadline()) {
      lose(nowMillis, "keep-alive passed");
      return;
    }
    deliveries.onTimeout(nowMillis);
    pump(nowMillis);
  }

  private void onTimeoutAwake(long nowMillis) {
    deliveries.onTimeout(nowMillis);
    awake.onTimeout(nowMillis);
    if (deliveries.isResting() || awake.isSilent(nowMillis)) {
      sleepAgain(nowMillis, false, "unanswered");
      return;
    }
    pump(nowMillis);
  }

  /** The setup was not finished. A connection that it was to replace goes on as it was. */
  private void abandonSetup(long nowMillis) {
    if (!connecting.awaitsWill()) {
      refused(nowMillis, ReturnCode.CONGESTION, "no answer from the broker");
    } else if (connecting.before() != null) {
      resumeConnection(nowMillis);
    } else {
      connecting = null;
      broker.close();
      endConnection();
      become(nowMillis, ClientState.LOST, "connection setup abandoned");
    }
  }

  private void resumeConnection(long nowMillis) {
    ClientState before = connecting.before();
    connecting = null;
    ClientState next = before == ClientState.ACTIVE ? before : ClientState.ASLEEP;
    become(nowMillis, next, "connection setup abandoned");
    pump(nowMillis);
  }

  /** The lifetime of a session that nobody came back for is over. */
  private void expire(long nowMillis) {
    if (nowMillis >= deadline(nowMillis)) {
      will.abandon();
      established = false;
      context.observer().onDropped(clientId, "session", "its lifetime is over");
    }
  }

  /** Sends what may be sent now, and ends an awake phase in which all is said. */
  private void pump(long nowMillis) {
    balance(nowMillis);
    if (unkeptConnection || !state.isListening() || subscriptions.isSubAckDue()) {
      return;
    }
    if (awake == null) {
      deliveries.pump(nowMillis);
    } else {
      pumpAwake(nowMillis);
    }
  }

  private void balance(long nowMillis) {
    if (!state.isConnected()) {
      return;
    }
    boolean needed =
        deliveries.headAwaitsBroker() || subscriptions.hasRequests() || submissions.pending() > 0;
    if (backpressure.balance(nowMillis, needed, hasRoomAgain()) && awake != null) {
      awake.onBrokerResumed(nowMillis);
    }
  }

  private boolean hasRoomAgain() {
    return state.isListening() && deliveries.hasRoomAgain(backpressure.refusedOctets());
  }

  private void pumpAwake(long nowMillis) {
    awake.onDelivered(deliveries.takeFinished());
    if (deliveries.isBetweenMessages() && awake.isShareDelivered()) {
      sleepAgain(nowMillis, true, "its share is delivered");
      return;
    }
    deliveries.pump(nowMillis);
    if (deliveries.isIdle(nowMillis) && !awake.isRefilling()) {
      sleepAgain(nowMillis, true, "all delivered");
    }
  }

  private int packetIdFor(int msgId) {
    return isInUse(msgId) ? packetIds.next(this::isInUse) : msgId;
  }

  private boolean isInUse(int packetId) {
    return submissions.holds(packetId) || subscriptions.holds(packetId) || will.holds(packetId);
  }

  private void become(long nowMillis, ClientState next, String reason) {
    String from = state == null ? "new" : state.word();
    state = next;
    stateSinceMillis = nowMillis;
    headChanged = true;
    context.observer().onSession(clientId, peer.address(), from, next.word(), reason);
  }
}
