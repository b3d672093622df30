package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Qos;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks what nodes publish: an acknowledged message has reached the broker, a QoS 2 one once, in
 * the order of publication, with its topic and QoS, and nothing reaches it that nobody published.
 */
final class UpLedger {
  private static final String CHECKER = "delivery";
  private static final String WILL = "w";

  private static final class Entry {
    private final String node;
    private final int number;
    private final String topic;
    private final Qos qos;
    private boolean acknowledged;
    private boolean abandoned;
    private boolean accepted;
    private int routed;

    /** The broker lost what makes a repetition known as such. */
    private boolean mayRepeat;

    /** The broker lost it after it was handed over. */
    private boolean forgottenByBroker;

    private boolean forgottenByGateway;

    Entry(String node, int number, String topic, Qos qos) {
      this.node = node;
      this.number = number;
      this.topic = topic;
      this.qos = qos;
    }

    /** Whether the broker has it and has not handed it on, as its PUBREL is still to come. */
    boolean isHalfway() {
      return accepted && routed == 0 && !acknowledged;
    }

    boolean mayBeLost() {
      return forgottenByBroker && forgottenByGateway;
    }
  }

  private final Findings findings;
  private final Costs costs;
  private final Predicate<String> forgetful;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Set<Entry>> pending = new HashMap<>();
  private final Map<String, Integer> lastRouted = new HashMap<>();
  private int published;

  /**
   * @param forgetful the clients whose messages nobody keeps but node and broker: those with a
   *     clean session, and all where the gateway may crash
   */
  UpLedger(Findings findings, Costs costs, Predicate<String> forgetful) {
    this.findings = findings;
    this.costs = costs;
    this.forgetful = forgetful;
  }

  void onPublished(String node, String id, String topic, Qos qos) {
    Entry entry = new Entry(node, ++published, topic, qos);
    entries.put(id, entry);
    if (qos.isAcknowledged()) {
      pending.computeIfAbsent(node, name -> new LinkedHashSet<>()).add(entry);
    }
  }

  int published() {
    return published;
  }

  void onAccepted(String id) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.accepted = true;
    }
  }

  void onRouted(String clientId, Packet.Publish message) {
    String id = Payloads.id(message.payload());
    Entry entry = entries.get(id);
    if (entry == null) {
      if (!id.startsWith(WILL)) {
        findings.add(CHECKER, "the broker got what nobody published: " + message);
      }
      return;
    }
    if (!entry.topic.equals(message.topic()) || entry.qos != message.qos()) {
      findings.add(
          CHECKER, id + " was meant for " + entry.topic + " at " + entry.qos + ": " + message);
    }
    if (!entry.node.equals(clientId)) {
      findings.add(CHECKER, id + " came from " + clientId);
    }
    entry.routed++;
    costs.arrived(entry.routed == 1);
    if (entry.routed == 1) {
      checkOrder(id, entry);
    } else if (entry.qos == Qos.EXACTLY_ONCE && !entry.mayRepeat) {
      findings.add(CHECKER, "the broker got the QoS 2 message " + id + " twice");
    }
  }

  private void checkOrder(String id, Entry entry) {
    if (!entry.qos.isAcknowledged() || entry.abandoned) {
      return;
    }
    String flow = entry.node + " " + entry.topic;
    int last = lastRouted.merge(flow, entry.number, Math::max);
    if (last > entry.number) {
      findings.add(CHECKER, "the broker got " + id + " after a later message to its topic");
    }
  }

  /** The node has the last acknowledgement of its message. */
  void onAcknowledged(String node, String id) {
    Entry entry = entries.get(id);
    entry.acknowledged = true;
    pending.get(node).remove(entry);
    if (entry.routed == 0 && !entry.mayBeLost()) {
      findings.add(CHECKER, node + "'s " + id + " is acknowledged, but the broker has it not");
    }
  }

  /** The node forgets what it had published; that may still arrive, whenever. */
  void onReboot(String node) {
    pendingOf(node).forEach(entry -> entry.abandoned = true);
  }

  /** The broker forgets the client's session. */
  void onDiscarded(String clientId) {
    for (Entry entry : pendingOf(clientId)) {
      entry.mayRepeat = true;
      entry.forgottenByBroker |= entry.isHalfway();
      entry.forgottenByGateway |= forgetful.test(clientId);
    }
  }

  /** The gateway forgets what of the client is under way: it is lost, or its CONNECT refused. */
  void onGatewayForgot(String clientId) {
    for (Entry entry : pendingOf(clientId)) {
      entry.forgottenByGateway |= entry.isHalfway();
    }
  }

  private Set<Entry> pendingOf(String node) {
    return pending.getOrDefault(node, Set.of());
  }
}
