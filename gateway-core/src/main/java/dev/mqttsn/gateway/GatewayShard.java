package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.session.ClientSession;
import dev.mqttsn.session.ClientState;
import dev.mqttsn.session.Ledger;
import dev.mqttsn.session.OctetBudget;
import dev.mqttsn.session.Outbox;
import dev.mqttsn.session.SessionContext;
import dev.mqttsn.session.TopicResolver;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.ConnAck;
import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.Disconnect;
import dev.mqttsn.wire.Frame.PingReq;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.SearchGw;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The gateway's rules for a share of the clients. It does no IO, reads no clock and starts no
 * thread; it is not thread-safe and owned by one loop.
 *
 * <p>Inputs are the {@code on…} methods. After every one of them, drain with {@link #pollEffect}
 * and re-read {@link #nextDeadline}.
 */
public final class GatewayShard {
  /** No deadline is set. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int PROTOCOL_ID = 1;
  private static final long AT_ONCE = 0;

  private final GatewayConfig config;
  private final GatewayObserver observer;
  private final Outbox outbox = new Outbox();
  private final Ledger ledger;
  private final SessionContext context;
  private final SessionTable sessions;
  private final DeadlineQueue deadlines = new DeadlineQueue();
  private final Discovery discovery;
  private final StrangerLimiter strangers;
  private final StrangerLimiter searchers;

  public GatewayShard(
      GatewayConfig config, GatewayObserver observer, RandomGenerator random, long nowMillis) {
    this.config = config;
    this.observer = observer;
    Limits limits = config.limits();
    OctetBudget budget = new OctetBudget(limits.bufferedOctetsTotal());
    OctetBudget state = new OctetBudget(SessionContext.STATE_OCTETS);
    this.ledger = new Ledger(outbox, config.durable());
    this.context = new SessionContext(config, observer, random, outbox, ledger, budget, state);
    this.sessions = new SessionTable(limits.clients());
    this.discovery = new Discovery(config, observer, outbox, nowMillis);
    this.strangers = limiter(limits, random);
    this.searchers = limiter(limits, random);
  }

  private static StrangerLimiter limiter(Limits limits, RandomGenerator random) {
    return new StrangerLimiter(
        limits.strangersPerSecond(), limits.strangersBurst(), random.nextInt());
  }

  /**
   * Takes up a session that an earlier life of the gateway stored. All of them are restored before
   * the first input, so that nobody is taken for a stranger.
   *
   * @param brokerLost whether the broker may have been killed since
   */
  public void restore(long nowMillis, StoredSession stored, boolean brokerLost) {
    StoredSession.Head head = stored.head();
    NodeAddress address = new NodeAddress(link(head.link()), head.address(), head.nodeId());
    ClientSession session = new ClientSession(stored.clientId(), address, context);
    session.restore(nowMillis, stored, brokerLost);
    sessions.add(session);
    if (session.state().isConnected()) {
      sessions.bind(session, address);
    }
    settle(nowMillis, session);
  }

  /** The link of that name; one that is configured no longer is a link to nowhere. */
  private Link link(String name) {
    return config.links().stream()
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Link(name, Integer.MAX_VALUE));
  }

  /** All that was to be stored is, up to this sequence number. */
  public void onStored(long sequence) {
    if (ledger.onStored(sequence)) {
      for (ClientSession session : sessions.all()) {
        session.onStoreWell();
        ledger.settle(session.journal());
      }
    }
  }

  /** Stable storage takes no more writes; what it has not confirmed is lost. */
  public void onStoreFailing() {
    for (String clientId : ledger.onFailing()) {
      ClientSession session = sessions.named(clientId);
      if (session != null && session.state() != null) {
        deadlines.update(session, session.deadline(AT_ONCE));
      }
    }
  }

  /** Stable storage seems to take writes again: it is given all sessions anew. */
  public void onStoreWritable() {
    ledger.rewrite(sessions.stored());
  }

  /** A datagram from a node; whatever it holds, nothing is thrown. */
  public void onFrame(long nowMillis, NodeAddress from, ByteBuffer datagram) {
    if (!Encapsulation.isEncapsulated(datagram)) {
      onMessage(nowMillis, from, datagram);
      return;
    }
    Encapsulation envelope = Encapsulation.open(datagram);
    if (envelope == null) {
      observer.onMalformed(from, "forwarder envelope");
    } else {
      onMessage(nowMillis, from.behind(envelope.nodeId()), envelope.message());
    }
  }

  private void onMessage(long nowMillis, NodeAddress from, ByteBuffer message) {
    Decoded decoded = FrameDecoder.decode(message);
    if (decoded instanceof Malformed malformed) {
      observer.onMalformed(from, malformed.reason());
      return;
    }
    Frame frame = (Frame) decoded;
    observer.onFrameReceived(from, frame);
    outbox.endTurn();
    ClientSession session = sessions.at(from);
    try {
      route(nowMillis, from, session, frame);
    } catch (RuntimeException defect) {
      onDefect(frame instanceof Connect connect ? named(connect) : session, defect);
    }
  }

  private void route(long nowMillis, NodeAddress from, ClientSession session, Frame frame) {
    switch (frame.type()) {
      case SEARCHGW -> onSearchGw(nowMillis, from, (SearchGw) frame);
      case CONNECT -> onConnect(nowMillis, from, session, (Connect) frame);
      case PINGREQ -> onPingReq(nowMillis, from, session, (PingReq) frame);
      case PUBLISH -> onPublish(nowMillis, from, session, (Publish) frame);
      case ADVERTISE, GWINFO -> {
        // our own, or another gateway's in the same group
      }
      case CONNACK, WILLTOPICREQ, WILLMSGREQ, SUBACK, UNSUBACK, WILLTOPICRESP, WILLMSGRESP ->
          observer.onDropped(null, frame.type().name(), "only a gateway sends it");
      case WILLTOPIC,
          WILLMSG,
          REGISTER,
          REGACK,
          PUBACK,
          PUBCOMP,
          PUBREC,
          PUBREL,
          SUBSCRIBE,
          UNSUBSCRIBE,
          PINGRESP,
          DISCONNECT,
          WILLTOPICUPD,
          WILLMSGUPD ->
          onSessionFrame(nowMillis, from, session, frame);
    }
  }

  private void onSearchGw(long nowMillis, NodeAddress from, SearchGw frame) {
    if (searchers.admits(nowMillis, from)) {
      discovery.onSearchGw(from, frame);
    } else {
      observer.onDropped(null, "SEARCHGW", "too many from one address");
    }
  }

  private void onSessionFrame(
      long nowMillis, NodeAddress from, ClientSession session, Frame frame) {
    if (session == null) {
      onStranger(nowMillis, from, frame);
      return;
    }
    session.onFrame(nowMillis, frame);
    settle(nowMillis, session);
  }

  /** QoS -1 needs no session, and is served in any state (MQTT-SN 1.2 6.8). */
  private void onPublish(long nowMillis, NodeAddress from, ClientSession session, Publish frame) {
    if (frame.qos() != Qos.MINUS_ONE) {
      onSessionFrame(nowMillis, from, session, frame);
      return;
    }
    String clientId = session == null ? null : session.clientId();
    String topic = topicWithoutSession(clientId, frame);
    if (topic == null) {
      observer.onDropped(clientId, "PUBLISH", "QoS -1 to no predefined or short topic");
    } else {
      outbox.command(
          new BrokerCommand.Publish(
              BrokerCommand.GATEWAY, 0, topic, Qos.AT_MOST_ONCE, frame.retain(), frame.data()));
    }
    if (session != null) {
      session.onSignOfLife(nowMillis);
      settle(nowMillis, session);
    }
  }

  private String topicWithoutSession(String clientId, Publish frame) {
    return switch (frame.topicIdType()) {
      case PREDEFINED -> config.predefined().name(clientId, frame.topicId());
      case SHORT -> TopicResolver.shortName(frame.topicId());
      case NORMAL, RESERVED -> null;
    };
  }

  private void onConnect(long nowMillis, NodeAddress from, ClientSession atAddress, Connect frame) {
    String clientId = frame.clientId().text();
    boolean legal =
        frame.protocolId() == PROTOCOL_ID
            && TopicNames.isText(clientId)
            && frame.clientId().length() <= config.limits().clientIdOctets();
    if (!legal) {
      send(from, new ConnAck(ReturnCode.NOT_SUPPORTED));
      return;
    }
    if (atAddress != null && !atAddress.clientId().equals(clientId)) {
      loseAddress(nowMillis, atAddress);
    }
    ClientSession session = sessions.named(clientId);
    boolean moved = session == null || !from.equals(session.address());
    if (session == null) {
      session = newSession(clientId, from);
    }
    if (session == null) {
      observer.onDropped(clientId, "CONNECT", "as many clients as the limit allows");
      send(from, new ConnAck(ReturnCode.CONGESTION));
      return;
    }
    sessions.bind(session, from);
    session.onConnect(nowMillis, frame, moved);
    settle(nowMillis, session);
  }

  private ClientSession newSession(String clientId, NodeAddress from) {
    if (!sessions.hasRoom()) {
      ClientSession longestGone = sessions.longestGone();
      if (longestGone == null) {
        return null;
      }
      observer.onDropped(longestGone.clientId(), "session", "its place is needed");
      evict(longestGone);
    }
    ClientSession session = new ClientSession(clientId, from, context);
    sessions.add(session);
    return session;
  }

  /** An address that speaks for another client now has left the one that it spoke for. */
  private void loseAddress(long nowMillis, ClientSession session) {
    session.lose(nowMillis, "its address speaks for another client");
    settle(nowMillis, session);
  }

  /** With a client id it is the id that decides, not the address (fact sheet A10, A11). */
  private void onPingReq(long nowMillis, NodeAddress from, ClientSession atAddress, PingReq frame) {
    ClientSession session = atAddress;
    if (!frame.clientId().isEmpty()) {
      String clientId = frame.clientId().text();
      session = clientId == null ? null : sessions.named(clientId);
      if (session != null && session != atAddress && !follow(nowMillis, from, session)) {
        session = null;
      }
    }
    onSessionFrame(nowMillis, from, session, frame);
  }

  /** A sleeper may wake at another address; nobody else moves without CONNECT. */
  private boolean follow(long nowMillis, NodeAddress to, ClientSession session) {
    if (session.state() != ClientState.ASLEEP && session.state() != ClientState.AWAKE) {
      return false;
    }
    ClientSession there = sessions.at(to);
    if (there != null) {
      loseAddress(nowMillis, there);
    }
    sessions.bind(session, to);
    return true;
  }

  /** Nobody we know: DISCONNECT makes it CONNECT (MQTT-SN 1.2 5.4.21), at a bounded rate. */
  private void onStranger(long nowMillis, NodeAddress from, Frame frame) {
    switch (frame.type()) {
      case WILLTOPIC, WILLMSG, PINGRESP ->
          observer.onDropped(null, frame.type().name(), "from nobody we know");
      default -> {
        if (strangers.admits(nowMillis, from)) {
          send(from, new Disconnect(0));
        } else {
          observer.onDropped(null, frame.type().name(), "too many from one address");
        }
      }
    }
  }

  /** An event of a link; one that belongs to nobody any more is ignored. */
  public void onBrokerEvent(long nowMillis, BrokerEvent event) {
    if (event.clientId().equals(BrokerCommand.GATEWAY)) {
      onOwnLinkEvent(nowMillis, event);
      return;
    }
    outbox.endTurn();
    ClientSession session = sessions.named(event.clientId());
    if (session == null) {
      return;
    }
    try {
      session.onBrokerEvent(nowMillis, event);
      settle(nowMillis, session);
    } catch (RuntimeException defect) {
      onDefect(session, defect);
    }
  }

  private void onOwnLinkEvent(long nowMillis, BrokerEvent event) {
    discovery.onBrokerEvent(nowMillis, event);
    if (event instanceof BrokerEvent.LinkDown) {
      sessions.all().forEach(session -> session.onBrokerLost(nowMillis));
    }
  }

  /** The deadline may have passed; harmless when nothing is due. */
  public void onTimeout(long nowMillis) {
    discovery.onTimeout(nowMillis);
    outbox.endTurn();
    ClientSession due = deadlines.pollDue(nowMillis);
    while (due != null) {
      try {
        due.onTimeout(nowMillis);
        settle(nowMillis, due);
      } catch (RuntimeException defect) {
        onDefect(due, defect);
      }
      due = deadlines.pollDue(nowMillis);
    }
  }

  /** When onTimeout is due, or {@link #NEVER}. */
  public long nextDeadline() {
    return Math.min(deadlines.next(), discovery.deadline());
  }

  /** The next thing to do, or null when there is none. */
  public Effect pollEffect() {
    return outbox.poll();
  }

  /** Sessions in the table, for metrics and tests. */
  public int sessionCount() {
    return sessions.size();
  }

  /** Octets held for nodes, for metrics and tests. */
  public long bufferedOctets() {
    return context.budget().usedOctets();
  }

  /** Octets held of what clients register, subscribe and publish, for metrics and tests. */
  public long stateOctets() {
    return context.stateBudget().usedOctets();
  }

  /** Brings tables and deadlines in line with what the session has become. */
  private void settle(long nowMillis, ClientSession session) {
    if (session.isOver()) {
      evict(session);
      return;
    }
    session.record();
    ledger.settle(session.journal());
    sessions.onStateChange(session);
    deadlines.update(session, session.deadline(nowMillis));
  }

  private void evict(ClientSession session) {
    session.onEvicted();
    ledger.settle(session.journal());
    sessions.remove(session);
    deadlines.remove(session);
  }

  /** A defect of ours costs the session that met it, and nobody else. */
  private void onDefect(ClientSession session, RuntimeException defect) {
    observer.onDefect(session == null ? null : session.clientId(), defect);
    if (session != null) {
      evict(session);
    }
  }

  private ClientSession named(Connect connect) {
    String clientId = connect.clientId().text();
    return clientId == null ? null : sessions.named(clientId);
  }

  private void send(NodeAddress to, Frame frame) {
    outbox.send(to, frame);
    observer.onFrameSent(to, frame);
  }
}
