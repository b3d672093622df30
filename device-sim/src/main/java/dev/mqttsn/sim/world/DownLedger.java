package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks what the broker has for nodes: each QoS 1 and 2 message arrives, a QoS 2 one once, in
 * order, with its topic and QoS; the broker gets no acknowledgement before the node has it or it is
 * on the disk; and nothing arrives that the broker did not send.
 */
final class DownLedger {
  private static final String CHECKER = "delivery";
  private static final String BUFFER_FULL = "buffer full";
  private static final int SETTLED_TOLERATED = 100;

  private static final class Entry {
    private final String id;
    private final String topic;
    private Qos qos;
    private long number;
    private int due;
    private int delivered;
    private int completed;
    private boolean stored;
    private int promised;
    private boolean excused;
    private boolean mayRepeat;

    Entry(String id, String topic) {
      this.id = id;
      this.topic = topic;
    }

    boolean isHalfReceived() {
      return qos == Qos.EXACTLY_ONCE && delivered > completed;
    }

    boolean isOpen() {
      return qos.isAcknowledged() && delivered == 0 && !excused;
    }
  }

  private final Findings findings;
  private final Costs costs;
  private final Predicate<String> clean;
  private final Predicate<String> forgetful;
  private final Map<String, Map<String, Entry>> clients = new LinkedHashMap<>();
  private final Map<String, Set<Entry>> unsettled = new LinkedHashMap<>();
  private final Map<String, Entry> lastDelivered = new HashMap<>();
  private final Map<String, Integer> drops = new HashMap<>();
  private final Map<String, Integer> stale = new HashMap<>();
  private long queued;
  private int givenUp;

  /**
   * @param clean the clients with a clean session, of which the gateway may drop anything
   * @param forgetful the clients whose session the broker may forget
   */
  DownLedger(Findings findings, Costs costs, Predicate<String> clean, Predicate<String> forgetful) {
    this.findings = findings;
    this.costs = costs;
    this.clean = clean;
    this.forgetful = forgetful;
  }

  /** The messages that are under way to a client. */
  private Set<Entry> unsettled(String clientId) {
    Set<Entry> entries = unsettled.computeIfAbsent(clientId, id -> new LinkedHashSet<>());
    if (entries.size() > SETTLED_TOLERATED) {
      entries.removeIf(entry -> !entry.isOpen() && !entry.isHalfReceived());
    }
    return entries;
  }

  private Map<String, Entry> of(String clientId) {
    return clients.computeIfAbsent(clientId, id -> new LinkedHashMap<>());
  }

  long queued() {
    return queued;
  }

  /** Messages that the gateway gave up by one of its rules. */
  int givenUp() {
    return givenUp;
  }

  /** A retained message may be due more than once. */
  void onQueued(String clientId, Packet.Publish message) {
    String id = Payloads.id(message.payload(), message.qos());
    Entry entry = of(clientId).computeIfAbsent(id, name -> new Entry(name, message.topic()));
    queued++;
    if (entry.due++ == 0) {
      entry.number = queued;
      entry.qos = message.qos();
    }
    unsettled(clientId).add(entry);
  }

  void onDelivered(String clientId, Octets payload, String topic, Qos qos) {
    String id = Payloads.id(payload, qos);
    Entry entry = of(clientId).get(id);
    if (entry == null) {
      findings.add(CHECKER, clientId + " got " + id + ", which the broker has not for it");
      return;
    }
    if (!entry.topic.equals(topic)) {
      findings.add(CHECKER, clientId + " got " + id + " under " + topic + ", not " + entry.topic);
    }
    entry.delivered++;
    costs.arrived(entry.delivered == 1);
    unsettled(clientId).add(entry);
    if (entry.delivered == 1) {
      if (entry.excused && qos == Qos.EXACTLY_ONCE) {
        // The broker has forgotten it, so that nobody may be left to release it.
        stale.merge(clientId, 1, Integer::sum);
      }
      checkOrder(clientId, id, entry);
    } else if (qos == Qos.EXACTLY_ONCE && entry.delivered > entry.due && !entry.mayRepeat) {
      findings.add(CHECKER, clientId + " got the QoS 2 message " + id + " twice");
    }
  }

  /**
   * Among messages of one topic and QoS, as MQTT 3.1.1 4.6 has it; not for a retained one that came
   * again with a subscription, nor for one of a session that is over.
   */
  private void checkOrder(String clientId, String id, Entry entry) {
    if (!entry.qos.isAcknowledged() || entry.due > 1 || entry.excused) {
      return;
    }
    String flow = clientId + " " + entry.topic + " " + entry.qos;
    Entry last = lastDelivered.get(flow);
    if (last != null && last.number > entry.number) {
      findings.add(CHECKER, clientId + " got " + id + " after " + last.id + " of the same topic");
    } else {
      lastDelivered.put(flow, entry);
    }
  }

  /** The broker got PUBACK or PUBCOMP. */
  void onCompleted(String clientId, String id) {
    Entry entry = of(clientId).get(id);
    if (entry == null) {
      return;
    }
    entry.completed++;
    if (entry.isOpen() && entry.qos == Qos.EXACTLY_ONCE && takeStale(clientId)) {
      entry.excused = true;
      givenUp++;
    }
    if (entry.delivered == 0 && !entry.stored && !entry.excused) {
      findings.add(
          CHECKER,
          "the broker got the acknowledgement of " + id + ", which " + clientId + " lacks");
    }
  }

  private boolean takeStale(String clientId) {
    int count = stale.getOrDefault(clientId, 0);
    stale.put(clientId, Math.max(0, count - 1));
    return count > 0;
  }

  /** The message is on the disk for good. */
  void onStored(String clientId, String id) {
    Entry entry = of(clientId).get(id);
    if (entry != null) {
      entry.stored = true;
    }
  }

  /**
   * The gateway drops some message of the client, by one of its rules. For want of room it may drop
   * QoS 1 and 2 of clean sessions alone.
   */
  void onDropped(String clientId, String reason) {
    if (clean.test(clientId) || !reason.equals(BUFFER_FULL)) {
      drops.merge(clientId, 1, Integer::sum);
    }
  }

  /** The gateway acknowledges a message to the broker: one that it drops is excused thereby. */
  void onAcknowledging(String clientId, String id) {
    Entry entry = of(clientId).get(id);
    if (entry == null || !entry.isOpen()) {
      return;
    }
    if (entry.stored && entry.promised < entry.due) {
      entry.promised++;
      return;
    }
    if (drops.getOrDefault(clientId, 0) > 0) {
      drops.merge(clientId, -1, Integer::sum);
      entry.excused = true;
      givenUp++;
    }
  }

  /** The gateway has crashed. */
  void onGatewayForgot() {
    clients.keySet().forEach(this::onGatewayForgot);
    unsettled.values().forEach(entries -> entries.forEach(entry -> entry.promised = 0));
  }

  /**
   * The gateway forgets what is under way to a client. Where the broker forgets it as well, nobody
   * releases a QoS 2 message at the node, which will take the next one of that MsgId for it.
   */
  void onGatewayForgot(String clientId) {
    boolean half = unsettled(clientId).stream().anyMatch(Entry::isHalfReceived);
    if (half && forgetful.test(clientId)) {
      stale.merge(clientId, 1, Integer::sum);
    }
  }

  /** The broker forgets the client's session, and with it what it had not handed over. */
  void onDiscarded(String clientId) {
    for (Entry entry : unsettled(clientId)) {
      entry.excused |= entry.isOpen() && entry.completed == 0;
    }
  }

  /** The gateway forgets the client's session, as the client asked for a clean one. */
  void onSessionOver(String clientId) {
    for (Entry entry : unsettled(clientId)) {
      entry.excused |= entry.isOpen();
    }
  }

  /** The node forgets which QoS 2 messages it has. */
  void onNodeForgot(String clientId) {
    for (Entry entry : unsettled(clientId)) {
      entry.mayRepeat |= entry.delivered > entry.completed;
    }
  }

  /**
   * The messages that the client still has to get. What was stored before a restart of the gateway
   * and dropped after it has no name, and is told by its number.
   */
  List<String> open(String clientId) {
    List<String> open = new ArrayList<>();
    for (Entry entry : unsettled(clientId)) {
      if (entry.isOpen()) {
        open.add(entry.id);
      }
    }
    return open.size() <= drops.getOrDefault(clientId, 0) ? List.of() : open;
  }
}
