package dev.mqttsn.app.replay;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** One client's session at the simulated broker, and its link to the gateway. */
final class BrokerSession {
  private static final int MAX_PACKET_ID = 65_535;

  private record Filter(Qos granted, long sinceMillis) {}

  /** A QoS 1 or 2 message that the gateway has not finished with. */
  private record Told(long delivery, int packetId, Message message) {}

  private final String clientId;
  private final boolean clean;
  private final LongSupplier deliveries;
  private final Map<String, Filter> filters = new LinkedHashMap<>();
  private final Map<Integer, Told> told = new LinkedHashMap<>();
  private final Set<Integer> received = new LinkedHashSet<>();
  private final List<Outgoing> waiting = new ArrayList<>();
  private final List<Message> again = new ArrayList<>();
  private final Map<Integer, Message> incoming = new HashMap<>();
  private boolean connected = true;
  private boolean suspended;
  private int lastPacketId;

  /**
   * @param deliveries gives a number that no delivery had before
   */
  BrokerSession(String clientId, boolean clean, LongSupplier deliveries) {
    this.clientId = clientId;
    this.clean = clean;
    this.deliveries = deliveries;
  }

  String clientId() {
    return clientId;
  }

  boolean isClean() {
    return clean;
  }

  boolean isConnected() {
    return connected;
  }

  void subscribe(long nowMillis, String filter, Qos qos) {
    filters.put(filter, new Filter(qos, nowMillis));
  }

  void unsubscribe(String filter) {
    filters.remove(filter);
  }

  /** What filters of at least this age grant for a topic, the highest QoS first. */
  List<Qos> granted(String topic, long untilMillis) {
    Set<Qos> granted = EnumSet.noneOf(Qos.class);
    filters.forEach(
        (name, filter) -> {
          if (filter.sinceMillis <= untilMillis
              && !TopicNames.isShared(name)
              && TopicNames.matches(name, topic)) {
            granted.add(filter.granted);
          }
        });
    List<Qos> highestFirst = new ArrayList<>(granted);
    Collections.reverse(highestFirst);
    return highestFirst;
  }

  /** Whether messages can be handed over at once. */
  boolean isListening() {
    return connected && !suspended;
  }

  /** Keeps a message for a client that is away. */
  void keep(Outgoing message) {
    if (!clean) {
      waiting.add(message);
    }
  }

  /** Keeps a message that was on its way; it comes before those that the broker gets meanwhile. */
  void keepForNext(Message message) {
    if (!clean && message.qos().isAcknowledged()) {
      again.add(message);
    }
  }

  void handOver(Message message, Deque<BrokerEvent> events) {
    long delivery = 0;
    int packetId = 0;
    if (message.qos().isAcknowledged()) {
      delivery = deliveries.getAsLong();
      packetId = nextPacketId();
      told.put(packetId, new Told(delivery, packetId, message));
    }
    events.add(
        new BrokerEvent.MessageArrived(
            clientId,
            delivery,
            packetId,
            message.topic(),
            message.qos(),
            message.retain(),
            message.payload()));
  }

  private int nextPacketId() {
    do {
      lastPacketId = lastPacketId == MAX_PACKET_ID ? 1 : lastPacketId + 1;
    } while (isInUse(lastPacketId) && told.size() + received.size() < MAX_PACKET_ID);
    return lastPacketId;
  }

  private boolean isInUse(int packetId) {
    return told.containsKey(packetId) || received.contains(packetId);
  }

  /** PUBREC of the gateway is answered with PUBREL. */
  void received(long delivery, Deque<BrokerEvent> events) {
    find(delivery)
        .ifPresent(
            message -> {
              told.remove(message.packetId);
              received.add(message.packetId);
              events.add(new BrokerEvent.ReleaseArrived(clientId, message.packetId));
            });
  }

  /** A new connection begins with a PUBREL for each message that awaits its PUBCOMP. */
  void releaseAgain(Deque<BrokerEvent> events) {
    for (int packetId : received) {
      events.add(new BrokerEvent.ReleaseArrived(clientId, packetId));
    }
  }

  void acknowledged(long delivery) {
    find(delivery).ifPresent(message -> told.remove(message.packetId));
  }

  void completed(int packetId) {
    received.remove(packetId);
  }

  /** The gateway does not keep it: it is told again after the link was closed and opened. */
  void refuse(long delivery) {
    find(delivery)
        .ifPresent(
            message -> {
              told.remove(message.packetId);
              again.add(message.message);
            });
  }

  private Optional<Told> find(long delivery) {
    return told.values().stream().filter(each -> each.delivery == delivery).findFirst();
  }

  void suspend() {
    suspended = true;
  }

  /** Returns whether the link comes up by that. */
  boolean resume() {
    boolean comesUp = suspended;
    suspended = false;
    return comesUp;
  }

  void open() {
    connected = true;
    suspended = false;
  }

  /** What the gateway had not finished with is repeated to the next connection. */
  void close() {
    connected = false;
    told.values().forEach(each -> again.add(each.message));
    told.clear();
  }

  /** What the gateway was told before and has not finished with, in order. */
  List<Message> takeAgain() {
    List<Message> messages = new ArrayList<>(again);
    again.clear();
    return messages;
  }

  /** What came while the client was away, in order. */
  List<Outgoing> takeKept() {
    List<Outgoing> kept = new ArrayList<>(waiting);
    waiting.clear();
    return kept;
  }

  void hold(int packetId, Message message) {
    incoming.put(packetId, message);
  }

  /** Takes the QoS 2 message that PUBREL releases; empty for one that is forwarded already. */
  Optional<Message> release(int packetId) {
    return Optional.ofNullable(incoming.remove(packetId));
  }

  /** Takes a QoS 2 message that waits for its PUBREL. */
  Optional<Message> release(Message.Content content) {
    Iterator<Message> each = incoming.values().iterator();
    while (each.hasNext()) {
      Message message = each.next();
      if (message.content().equals(content)) {
        each.remove();
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }
}
