package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Map;

/** One client's link: its session and, while there is one, its connection. */
final class BrokerLink implements LinkOutput, ConnectionListener {
  /** How long the broker has to end a connection after DISCONNECT. */
  private static final long END_MILLIS = 2_000;

  private final BrokerBridge bridge;
  private final String clientId;
  private final LinkSession session;
  private BrokerConnection connection;

  /** A turn of the connect queue is taken and the broker has not answered. */
  private boolean attempting;

  private boolean gone;

  BrokerLink(BrokerBridge bridge, String clientId) {
    this.bridge = bridge;
    this.clientId = clientId;
    this.session =
        new LinkSession(
            clientId,
            bridge.config(),
            bridge.backoff(),
            bridge.deliveryCounter(),
            bridge.waitingBudget(),
            this);
  }

  LinkSession session() {
    return session;
  }

  String clientId() {
    return clientId;
  }

  @Override
  public String name() {
    return isOwn() ? "the gateway's own link" : clientId;
  }

  @Override
  public String mqttClientId() {
    return isOwn() ? bridge.config().clientId() : clientId;
  }

  boolean isGone() {
    return gone;
  }

  /** The link's turn to connect has come. */
  void onTurn(long nowMillis) {
    if (!session.onTurn(nowMillis)) {
      bridge.turnEnded(this);
      return;
    }
    attempting = true;
    connection = bridge.network().newConnection(this);
    connection.start();
  }

  @Override
  public void onConnected() {
    session.onConnected(bridge.now());
  }

  @Override
  public void onConnAck(int code, boolean sessionPresent) {
    if (attempting) {
      attempting = false;
      bridge.onAnswered(this);
    }
    session.onConnAck(bridge.now(), code, sessionPresent);
  }

  @Override
  public void onPublishArrived(
      boolean duplicate, int packetId, Qos qos, boolean retain, String topic, Octets payload) {
    session.onPublishArrived(duplicate, packetId, qos, retain, topic, payload);
  }

  @Override
  public void onOversizedArrived(boolean duplicate, int packetId, Qos qos) {
    session.onOversizedArrived(duplicate, packetId, qos);
  }

  @Override
  public void onAck(Ack type, int packetId) {
    session.onAck(type, packetId);
  }

  @Override
  public void onSubAck(int packetId, Qos granted) {
    session.onSubAck(packetId, granted);
  }

  @Override
  public void onUnsubAck(int packetId) {
    session.onUnsubAck(packetId);
  }

  @Override
  public void onReadComplete() {
    if (connection != null) {
      session.onReceived(bridge.now());
      connection.flush();
    }
    bridge.afterInput();
  }

  @Override
  public void onWritable() {
    session.onWritable();
  }

  @Override
  public void onWritten() {
    bridge.flushLater(connection);
  }

  @Override
  public void onFlushed() {
    session.onSent(bridge.now());
  }

  @Override
  public void onEnded(BrokerConnection which, String failure) {
    if (which != connection) {
      return;
    }
    boolean byBroker = failure == null;
    String reason = byBroker ? "closed by the broker" : failure;
    connection = null;
    session.onDisconnected(bridge.now(), byBroker, reason);
    if (attempting) {
      attempting = false;
      bridge.onUnanswered(this, reason);
    }
    bridge.afterInput();
  }

  void onTick(long nowMillis) {
    session.onTick(nowMillis);
    if (connection != null) {
      connection.onTick(nowMillis);
    }
  }

  @Override
  public void event(BrokerEvent event) {
    bridge.event(event);
  }

  @Override
  public void seekConnection(boolean urgent, long atMillis) {
    bridge.seekConnection(this, urgent, atMillis);
  }

  @Override
  public void seekNoConnection() {
    bridge.seekNoConnection(this);
  }

  @Override
  public void closeConnection() {
    if (attempting) {
      // Given up by us, which says nothing about the broker.
      attempting = false;
      bridge.turnEnded(this);
    }
    connection.close();
  }

  @Override
  public void failConnection(String reason) {
    connection.fail(reason);
  }

  @Override
  public void endConnection() {
    connection.endInOrder(bridge.now() + END_MILLIS);
  }

  @Override
  public boolean othersUpSince(long millis) {
    return bridge.anyUpSince(millis, this);
  }

  @Override
  public void gone() {
    gone = true;
    bridge.onGone(this);
  }

  @Override
  public void connect(boolean cleanSession, int keepAliveSeconds) {
    connection.connect(cleanSession, keepAliveSeconds);
  }

  @Override
  public void publish(Publish message, boolean duplicate) {
    connection.publish(message, duplicate);
  }

  @Override
  public void acknowledge(Ack type, int packetId) {
    connection.acknowledge(type, packetId);
  }

  @Override
  public void subscribe(int packetId, Map<String, Qos> filters) {
    connection.subscribe(packetId, filters);
  }

  @Override
  public void unsubscribe(int packetId, String filter) {
    connection.unsubscribe(packetId, filter);
  }

  @Override
  public void pingRequest() {
    connection.pingRequest();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable();
  }

  private boolean isOwn() {
    return clientId.equals(BrokerCommand.GATEWAY);
  }
}
