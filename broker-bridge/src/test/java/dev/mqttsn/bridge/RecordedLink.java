package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A link session on a virtual clock: what it writes, tells and asks for is recorded in words, and a
 * close that it asks for happens when the test says so.
 */
final class RecordedLink implements LinkOutput {
  static final String CLIENT = "node";
  static final BrokerConfig CONFIG =
      new BrokerConfig("broker", 1883, null, null, "gateway", 60, 500, 5_000);

  final LinkSession session;
  final List<BrokerEvent> events = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  long now = 1_000;
  long seekAt = -1;
  boolean urgent;
  boolean closeAsked;
  boolean gone;
  boolean writable = true;
  boolean othersUp;
  private String closeReason = "";
  private long deliveries;

  RecordedLink() {
    this(CLIENT);
  }

  RecordedLink(String clientId) {
    session =
        new LinkSession(
            clientId,
            CONFIG,
            new Backoff(CONFIG, new java.util.Random(1)),
            () -> ++deliveries,
            new WaitingBudget(),
            this);
  }

  /** Opened with CleanSession 0 and up; what it took is not in the trace. */
  static RecordedLink up() {
    return up(false, Map.of());
  }

  static RecordedLink up(boolean cleanSession, Map<String, Qos> filters) {
    RecordedLink link = new RecordedLink();
    link.open(cleanSession, filters);
    link.connect(false);
    link.take();
    link.events.clear();
    return link;
  }

  void open(boolean cleanSession, Map<String, Qos> filters) {
    execute(new BrokerCommand.Open(CLIENT, cleanSession, 0, filters));
  }

  void execute(BrokerCommand command) {
    session.execute(command, now);
  }

  /** Takes the turn, reaches the broker and gets its CONNACK. */
  void connect(boolean sessionPresent) {
    reach();
    session.onConnAck(now, 0, sessionPresent);
  }

  /** Takes the turn when it comes, up to the CONNECT. */
  void reach() {
    now = Math.max(now, seekAt);
    seekAt = -1;
    if (!session.onTurn(now)) {
      throw new IllegalStateException("no attempt begins");
    }
    session.onConnected(now);
  }

  /** The broker closes the connection. */
  void lose() {
    session.onDisconnected(now, true, "closed by the broker");
  }

  void loseAndReconnect(boolean sessionPresent) {
    lose();
    connect(sessionPresent);
  }

  /** Carries out the close that the session has asked for. */
  void closed() {
    if (!closeAsked) {
      throw new IllegalStateException("no close was asked for");
    }
    closeAsked = false;
    session.onDisconnected(now, false, closeReason);
  }

  void arrive(boolean duplicate, int packetId, Qos qos, String text) {
    session.onPublishArrived(duplicate, packetId, qos, false, "t", Octets.utf8(text));
  }

  /** Delivery number of the latest message. */
  long delivery() {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof MessageArrived message) {
        return message.delivery();
      }
    }
    throw new IllegalStateException("no message arrived");
  }

  int messages() {
    return (int) events.stream().filter(MessageArrived.class::isInstance).count();
  }

  void tick(long millis) {
    long end = now + millis;
    while (now < end) {
      now = Math.min(end, now + KeepAlive.TICK_MILLIS);
      session.onTick(now);
    }
  }

  /** What was written since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(trace);
    trace.clear();
    return taken;
  }

  List<BrokerEvent> takeEvents() {
    List<BrokerEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  static Publish publish(int packetId, Qos qos, String text) {
    return new Publish(CLIENT, packetId, "t", qos, false, Octets.utf8(text));
  }

  private void wrote(String packet) {
    trace.add(packet);
    session.onSent(now);
  }

  @Override
  public void event(BrokerEvent event) {
    events.add(event);
  }

  @Override
  public void seekConnection(boolean isUrgent, long atMillis) {
    urgent = isUrgent;
    seekAt = atMillis;
  }

  @Override
  public void seekNoConnection() {
    seekAt = -1;
  }

  @Override
  public void closeConnection() {
    closeAsked = true;
    closeReason = "as asked";
  }

  @Override
  public void failConnection(String reason) {
    closeAsked = true;
    closeReason = reason;
  }

  @Override
  public void endConnection() {
    wrote("DISCONNECT");
    closeAsked = true;
  }

  @Override
  public boolean othersUpSince(long millis) {
    return othersUp;
  }

  @Override
  public void gone() {
    gone = true;
  }

  @Override
  public void connect(boolean cleanSession, int keepAliveSeconds) {
    wrote("CONNECT clean=" + cleanSession + " keepAlive=" + keepAliveSeconds);
  }

  @Override
  public void publish(Publish message, boolean duplicate) {
    wrote(
        "PUBLISH"
            + (duplicate ? " DUP" : "")
            + " q"
            + message.qos().bits()
            + " "
            + message.packetId()
            + " "
            + message.payload().text());
  }

  @Override
  public void acknowledge(Ack type, int packetId) {
    wrote(type + " " + packetId);
  }

  @Override
  public void subscribe(int packetId, Map<String, Qos> filters) {
    wrote("SUBSCRIBE " + packetId + " " + String.join(",", filters.keySet()));
  }

  @Override
  public void unsubscribe(int packetId, String filter) {
    wrote("UNSUBSCRIBE " + packetId + " " + filter);
  }

  @Override
  public void pingRequest() {
    wrote("PINGREQ");
  }

  @Override
  public boolean isWritable() {
    return writable;
  }
}
