package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.AckDown;
import dev.mqttsn.port.BrokerCommand.Close;
import dev.mqttsn.port.BrokerCommand.CompletedDown;
import dev.mqttsn.port.BrokerCommand.Open;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerCommand.ReceivedDown;
import dev.mqttsn.port.BrokerCommand.Refuse;
import dev.mqttsn.port.BrokerCommand.Release;
import dev.mqttsn.port.BrokerCommand.Restore;
import dev.mqttsn.port.BrokerCommand.Resume;
import dev.mqttsn.port.BrokerCommand.Subscribe;
import dev.mqttsn.port.BrokerCommand.Suspend;
import dev.mqttsn.port.BrokerCommand.Unsubscribe;
import dev.mqttsn.port.BrokerEvent.LinkDown;
import dev.mqttsn.port.BrokerEvent.LinkUp;
import dev.mqttsn.port.BrokerEvent.OpenFailed;
import dev.mqttsn.port.BrokerEvent.Opened;
import dev.mqttsn.port.BrokerEvent.TakenOver;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's MQTT link without its network: when it connects, what goes again on a new
 * connection, what the core is told. Inputs are commands, packets, the fate of the connection and
 * the time; outputs go to a {@link LinkOutput}. Nothing here throws for what a broker does.
 */
final class LinkSession {
  private enum Connection {
    NONE,
    /** Under way, up to the broker's CONNACK. */
    ATTEMPT,
    UP,
    /** No longer ours, but not gone yet: a new one has to wait. */
    CLOSING
  }

  /** An Open is answered and an attempt is ended after so long at the latest. */
  static final long ATTEMPT_MILLIS = 8_000;

  /** A connection that lived so long counts as a success. */
  private static final long STABLE_MILLIS = 10_000;

  /** The first octets after a ping may be those of something that the broker said before. */
  private static final long ANSWER_MILLIS = 2_000;

  private static final Logger log = LoggerFactory.getLogger(LinkSession.class);

  private final String clientId;
  private final int maxKeepAliveSeconds;
  private final Backoff backoff;
  private final LinkOutput out;
  private final Upward upward;
  private final Downward downward;
  private final Requests requests;
  private final KeepAlive keepAlive = new KeepAlive();
  private final Takeover takeover = new Takeover();
  private final FilterDoubt filterDoubt = new FilterDoubt();

  private Connection connection = Connection.NONE;
  private boolean cleanSession = true;
  private int keepAliveSeconds;
  private long deadlineMillis;
  private long upMillis;
  private int failures;

  /** Not answered yet. */
  private Open opening;

  private boolean connectSent;

  /** When the broker was pinged because of messages that it does not mention; 0 for not yet. */
  private long unseenAskedMillis;

  private long unseenAnsweredMillis;

  /** The next or present connection is one that the core asked for. */
  private boolean asked;

  /** To be kept up; not so after Suspend, TakenOver and Close. */
  private boolean wanted;

  private boolean ended;
  private boolean refusalLogged;

  LinkSession(
      String clientId,
      BrokerConfig config,
      Backoff backoff,
      LongSupplier deliveryCounter,
      WaitingBudget budget,
      LinkOutput out) {
    this.clientId = clientId;
    this.maxKeepAliveSeconds = config.keepAliveSeconds();
    this.backoff = backoff;
    this.out = out;
    this.upward = new Upward(clientId, out, out::event, budget);
    this.downward = new Downward(clientId, out, out::event, deliveryCounter);
    this.requests = new Requests(clientId, out, out::event);
  }

  /** Opens the gateway's own link, which nobody waits for: a clean session, kept for ever. */
  void openOwn(long nowMillis) {
    keepAliveSeconds = maxKeepAliveSeconds;
    wanted = true;
    out.seekConnection(true, nowMillis);
  }

  boolean isUp() {
    return connection == Connection.UP;
  }

  boolean isUpSince(long millis) {
    return isUp() && upMillis <= millis;
  }

  void execute(BrokerCommand command, long nowMillis) {
    if (command instanceof Open open) {
      open(open, nowMillis);
    } else if (ended) {
      log.debug("{}: {} on a closed link", clientId, command.getClass().getSimpleName());
    } else if (command instanceof Close) {
      close();
    } else if (command instanceof Suspend) {
      suspend();
    } else if (command instanceof Resume) {
      resume(nowMillis);
    } else {
      exchange(command, nowMillis);
    }
  }

  private void exchange(BrokerCommand command, long nowMillis) {
    if (command instanceof Publish publish) {
      upward.publish(publish);
    } else if (command instanceof AckDown ack) {
      downward.acknowledge(ack.delivery());
    } else if (command instanceof Release release) {
      upward.release(release.packetId());
    } else if (command instanceof ReceivedDown received) {
      downward.received(received.delivery());
    } else if (command instanceof CompletedDown completed) {
      downward.completed(completed.packetId());
    } else if (command instanceof Refuse refuse) {
      downward.refuse(refuse.delivery());
    } else if (command instanceof Subscribe subscribe) {
      filterDoubt.onSubscribe(nowMillis);
      requests.subscribe(subscribe);
    } else if (command instanceof Unsubscribe unsubscribe) {
      requests.unsubscribe(unsubscribe);
    }
  }

  private void open(Open open, long nowMillis) {
    if (cleanSession || open.cleanSession()) {
      upward.clear();
      downward.clear();
    }
    requests.reset(open.subscriptions());
    int seconds = shorterKeepAlive(open.keepAliveSeconds());
    boolean sameConnect = cleanSession == open.cleanSession() && keepAliveSeconds == seconds;
    cleanSession = open.cleanSession();
    keepAliveSeconds = seconds;
    if (open.inDoubt()) {
      filterDoubt.raise();
    }
    opening = open;
    deadlineMillis = nowMillis + ATTEMPT_MILLIS;
    ended = false;
    failures = 0;
    want(nowMillis);
    if (connection == Connection.UP) {
      leave();
      out.endConnection();
    } else if (connection == Connection.ATTEMPT && connectSent && !sameConnect) {
      abandonAttempt();
    }
  }

  /**
   * A link of the gateway's earlier life goes on; its turn comes at the given time, or sooner when
   * its client is heard.
   */
  void restore(Restore restore, long turnMillis) {
    requests.reset(restore.subscriptions());
    cleanSession = restore.cleanSession();
    keepAliveSeconds = shorterKeepAlive(restore.keepAliveSeconds());
    if (restore.inDoubt()) {
      filterDoubt.raise();
    }
    wanted = true;
    out.seekConnection(false, turnMillis);
  }

  private int shorterKeepAlive(int nodeSeconds) {
    if (nodeSeconds <= 0 || maxKeepAliveSeconds <= 0) {
      return Math.max(0, Math.max(nodeSeconds, maxKeepAliveSeconds));
    }
    return Math.min(nodeSeconds, maxKeepAliveSeconds);
  }

  private void resume(long nowMillis) {
    if (connection != Connection.UP) {
      want(nowMillis);
    }
  }

  private void want(long nowMillis) {
    wanted = true;
    asked = true;
    takeover.reset();
    if (connection == Connection.NONE) {
      out.seekConnection(true, nowMillis);
    }
  }

  private void suspend() {
    wanted = false;
    takeover.reset();
    if (connection == Connection.UP) {
      leave();
      out.endConnection();
    } else {
      stop();
    }
  }

  private void close() {
    wanted = false;
    ended = true;
    opening = null;
    upward.clear();
    downward.clear();
    requests.reset(Map.of());
    if (connection == Connection.UP) {
      leave();
      out.endConnection();
    } else {
      stop();
    }
    if (connection == Connection.NONE) {
      out.gone();
    }
  }

  /** Ends whatever is up or under way, without DISCONNECT. */
  private void stop() {
    switch (connection) {
      case NONE -> out.seekNoConnection();
      case ATTEMPT -> abandonAttempt();
      case UP -> {
        leave();
        out.closeConnection();
      }
      case CLOSING -> {}
    }
  }

  private void abandonAttempt() {
    doubtUnanswered();
    connection = Connection.CLOSING;
    out.closeConnection();
  }

  /** A CONNECT without an answer may have made a session without filters. */
  private void doubtUnanswered() {
    if (connectSent) {
      filterDoubt.raise();
    }
  }

  private void leave() {
    connection = Connection.CLOSING;
    upward.onDown();
    downward.onDown();
    requests.onDown();
  }

  /**
   * The turn that seekConnection asked for.
   *
   * @return whether an attempt begins; not so for a link that was taken over
   */
  boolean onTurn(long nowMillis) {
    if (!wanted || connection != Connection.NONE) {
      return false;
    }
    if (!isOwn() && takeover.isSuspected() && out.othersUpSince(takeover.sinceMillis())) {
      wanted = false;
      log.info("{}: another client of this id is connected to the broker; let go", clientId);
      downward.clear();
      out.event(new TakenOver(clientId));
      return false;
    }
    connection = Connection.ATTEMPT;
    connectSent = false;
    if (opening == null) {
      deadlineMillis = nowMillis + ATTEMPT_MILLIS;
    }
    return true;
  }

  /** TCP is up. */
  void onConnected(long nowMillis) {
    if (connection == Connection.ATTEMPT) {
      connectSent = true;
      keepAlive.start(nowMillis, 0);
      out.connect(cleanSession, keepAliveSeconds);
    }
  }

  /**
   * The connection, or the attempt at it, has ended; called once for each turn that was taken.
   *
   * @param byBroker whether the other side closed it
   */
  void onDisconnected(long nowMillis, boolean byBroker, String reason) {
    Connection before = connection;
    if (before == Connection.UP) {
      filterDoubt.onBroken(nowMillis);
      if (requests.isRestoring()) {
        filterDoubt.raise();
      }
      leave();
    }
    connection = Connection.NONE;
    if (before == Connection.ATTEMPT) {
      doubtUnanswered();
      onFailed(nowMillis, ReturnCode.CONGESTION, reason);
    } else if (before == Connection.UP) {
      onLost(nowMillis, byBroker, reason);
    } else if (ended) {
      out.gone();
    } else if (wanted && asked) {
      out.seekConnection(true, nowMillis);
    } else if (wanted) {
      retryLater(nowMillis);
    }
  }

  private void onLost(long nowMillis, boolean byBroker, String reason) {
    takeover.onLost(upMillis, nowMillis, byBroker, asked);
    asked = false;
    if (nowMillis - upMillis >= STABLE_MILLIS) {
      failures = 0;
    }
    out.event(new LinkDown(clientId, reason));
    retryLater(nowMillis);
  }

  private void onFailed(long nowMillis, ReturnCode code, String reason) {
    if (opening == null) {
      retryLater(nowMillis);
      return;
    }
    opening = null;
    ended = true;
    wanted = false;
    upward.clear();
    downward.clear();
    out.event(new OpenFailed(clientId, code, reason));
    if (connection == Connection.NONE) {
      out.seekNoConnection();
      out.gone();
    }
  }

  private void retryLater(long nowMillis) {
    out.seekConnection(false, nowMillis + backoff.millisAfter(failures++));
  }

  /**
   * CONNACK.
   *
   * @param code of MQTT 3.1.1 3.2.2.3
   */
  void onConnAck(long nowMillis, int code, boolean sessionPresent) {
    if (connection != Connection.ATTEMPT || !connectSent) {
      return;
    }
    if (code == 0) {
      comeUp(nowMillis, sessionPresent && !cleanSession);
    } else {
      refused(nowMillis, Refusal.of(code));
    }
  }

  /** What has to wait for the end of the connection follows in onDisconnected. */
  private void refused(long nowMillis, Refusal refusal) {
    connection = Connection.CLOSING;
    asked = false;
    if (opening != null) {
      onFailed(nowMillis, refusal.returnCode(), refusal.reason());
    } else if (!refusalLogged) {
      refusalLogged = true;
      log.warn("{}: the broker refuses: {}; trying again", name(), refusal.reason());
    }
    out.closeConnection();
  }

  private void comeUp(long nowMillis, boolean sessionPresent) {
    connection = Connection.UP;
    upMillis = nowMillis;
    unseenAskedMillis = 0;
    unseenAnsweredMillis = 0;
    refusalLogged = false;
    keepAlive.start(nowMillis, keepAliveSeconds);
    boolean sessionLost = !sessionPresent;
    downward.onUp(sessionLost);
    requests.onUp(sessionLost || filterDoubt.resolve(nowMillis), upward::holds);
    if (sessionLost) {
      filterDoubt.onSessionMade(nowMillis);
    }
    upward.onUp(sessionLost);
    logDropped();
    boolean first = opening != null;
    opening = null;
    out.event(first ? new Opened(clientId, sessionPresent) : new LinkUp(clientId, sessionPresent));
  }

  private void logDropped() {
    int dropped = upward.takeDropped();
    if (dropped > 0) {
      log.warn("{}: {} QoS 0 messages dropped while the broker took none", name(), dropped);
    }
  }

  /** Octets have come, whatever they are. */
  void onReceived(long nowMillis) {
    keepAlive.onReceived(nowMillis);
  }

  /** Packets of ours are handed to the network. */
  void onSent(long nowMillis) {
    keepAlive.onSent(nowMillis);
  }

  void onWritable() {
    upward.pump();
  }

  void onTick(long nowMillis) {
    switch (connection) {
      case UP -> superviseUp(nowMillis);
      case ATTEMPT -> superviseAttempt(nowMillis);
      case NONE, CLOSING -> superviseOpening(nowMillis);
    }
  }

  private void superviseUp(long nowMillis) {
    logDropped();
    superviseUnseen(nowMillis);
    switch (keepAlive.onTick(nowMillis)) {
      case PING -> out.pingRequest();
      case CLOSE -> out.failConnection("nothing received for 1.5 times the keep-alive");
      case NONE -> {}
    }
  }

  /**
   * A received message that the broker does not mention any more is forgotten, once the answer to a
   * ping shows that nothing is on its way that the broker said before.
   */
  private void superviseUnseen(long nowMillis) {
    if (nowMillis - upMillis < STABLE_MILLIS) {
      return;
    }
    List<Integer> unseen = downward.unseen();
    if (unseen.isEmpty()) {
      return;
    }
    if (unseenAskedMillis == 0) {
      unseenAskedMillis = nowMillis;
      out.pingRequest();
    } else if (unseenAnsweredMillis == 0) {
      unseenAnsweredMillis = keepAlive.hasReceivedSince(unseenAskedMillis) ? nowMillis : 0;
    } else if (nowMillis - unseenAnsweredMillis >= ANSWER_MILLIS) {
      downward.releaseForgotten(unseen);
    }
  }

  private void superviseAttempt(long nowMillis) {
    if (nowMillis >= deadlineMillis) {
      deadlineMillis = Long.MAX_VALUE;
      out.failConnection("no answer in time");
    }
  }

  /** An Open that has not got its turn, or whose predecessor does not end. */
  private void superviseOpening(long nowMillis) {
    if (opening != null && nowMillis >= deadlineMillis) {
      onFailed(nowMillis, ReturnCode.CONGESTION, "no connection in time");
    }
  }

  void onPublishArrived(
      boolean duplicate, int packetId, Qos qos, boolean retain, String topic, Octets payload) {
    if (isUp()) {
      downward.onPublish(duplicate, packetId, qos, retain, topic, payload);
    }
  }

  void onOversizedArrived(boolean duplicate, int packetId, Qos qos) {
    if (isUp()) {
      downward.onOversized(duplicate, packetId, qos);
    }
  }

  void onAck(PacketOut.Ack type, int packetId) {
    if (!isUp()) {
      return;
    }
    switch (type) {
      case PUBACK -> upward.onPubAck(packetId);
      case PUBREC -> upward.onPubRec(packetId);
      case PUBREL -> downward.onPubRel(packetId);
      case PUBCOMP -> upward.onPubComp(packetId);
    }
  }

  /**
   * SUBACK of one filter, or of several of our own.
   *
   * @param granted null where the broker refused
   */
  void onSubAck(int packetId, Qos granted) {
    if (isUp()) {
      requests.onSubAck(packetId, granted);
    }
  }

  void onUnsubAck(int packetId) {
    if (isUp()) {
      requests.onUnsubAck(packetId);
    }
  }

  private String name() {
    return isOwn() ? "the gateway's own link" : clientId;
  }

  private boolean isOwn() {
    return clientId.isEmpty();
  }
}
