package dev.mqttsn.bridge;

import dev.mqttsn.bridge.PacketOut.Ack;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.BrokerEvent.ReleaseArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The broker's QoS 1 and 2 messages that the core has not finished with, matched with what the
 * broker repeats after a reconnect.
 */
final class Downward {
  /** How far a message has come; each later phase is the core's or the broker's doing. */
  private enum Phase {
    TOLD,
    /** QoS 1: acknowledged before this connection has shown it; its repetition gets the PUBACK. */
    ACKNOWLEDGED,
    /** QoS 2: the core has it; PUBREC is sent, or will answer the repetition. */
    RECEIVED,
    /** QoS 2: the broker's PUBREL was told. */
    RELEASED,
    /** QoS 2: completed while the link was down; the broker's repetition gets the PUBCOMP. */
    COMPLETED
  }

  private static final class Held {
    final long delivery;
    final Qos qos;
    Phase phase;

    /**
     * Whether the broker sent it over the connection that is up, and not only over earlier ones.
     */
    boolean seenHere = true;

    Held(long delivery, Qos qos, Phase phase) {
      this.delivery = delivery;
      this.qos = qos;
      this.phase = phase;
    }
  }

  private static final int PACKET_ID_BITS = 16;
  private static final int PACKET_ID_MASK = 0xFFFF;

  private final String clientId;
  private final PacketOut out;
  private final Consumer<BrokerEvent> events;
  private final LongSupplier counter;

  /** By packet id; created when first needed. */
  private Map<Integer, Held> held;

  /** Packet ids whose next CompletedDown is not for the broker, which has forgotten the message. */
  private Set<Integer> forgotten;

  private boolean up;

  /**
   * @param counter shared by all links, so that no delivery number is ever given twice
   */
  Downward(String clientId, PacketOut out, Consumer<BrokerEvent> events, LongSupplier counter) {
    this.clientId = clientId;
    this.out = out;
    this.events = events;
    this.counter = counter;
  }

  void onPublish(
      boolean duplicate, int packetId, Qos qos, boolean retain, String topic, Octets payload) {
    if (!qos.isAcknowledged()) {
      events.accept(new MessageArrived(clientId, 0, 0, topic, qos, retain, payload));
      return;
    }
    if (isRepetition(duplicate, packetId, qos)) {
      return;
    }
    long delivery = counter.getAsLong() << PACKET_ID_BITS | packetId;
    held().put(packetId, new Held(delivery, qos, Phase.TOLD));
    events.accept(new MessageArrived(clientId, delivery, packetId, topic, qos, retain, payload));
  }

  /** A message that no network of nodes carries: finished with here, the core is not told. */
  void onOversized(boolean duplicate, int packetId, Qos qos) {
    if (!qos.isAcknowledged() || isRepetition(duplicate, packetId, qos)) {
      return;
    }
    if (qos == Qos.AT_LEAST_ONCE) {
      out.acknowledge(Ack.PUBACK, packetId);
    } else {
      held().put(packetId, new Held(0, qos, Phase.COMPLETED));
      out.acknowledge(Ack.PUBREC, packetId);
    }
  }

  void onPubRel(int packetId) {
    Held message = get(packetId);
    if (message == null) {
      message = new Held(0, Qos.EXACTLY_ONCE, Phase.RELEASED);
      held().put(packetId, message);
    }
    if (message.phase == Phase.COMPLETED) {
      held.remove(packetId);
      out.acknowledge(Ack.PUBCOMP, packetId);
      return;
    }
    if (message.phase == Phase.RECEIVED) {
      message.phase = Phase.RELEASED;
    }
    events.accept(new ReleaseArrived(clientId, packetId));
  }

  /** PUBACK of the core; ignored where the broker no longer knows the message. */
  void acknowledge(long delivery) {
    Held message = bound(delivery);
    if (message == null || message.qos != Qos.AT_LEAST_ONCE) {
      return;
    }
    if (up && message.seenHere) {
      held.remove(packetId(delivery));
      out.acknowledge(Ack.PUBACK, packetId(delivery));
    } else {
      message.phase = Phase.ACKNOWLEDGED;
    }
  }

  /** PUBREC of the core; where the broker no longer knows the message, its PUBREL is made up. */
  void received(long delivery) {
    Held message = bound(delivery);
    if (message == null) {
      releaseForgotten(packetId(delivery));
      return;
    }
    if (message.qos != Qos.EXACTLY_ONCE) {
      return;
    }
    if (message.phase == Phase.TOLD) {
      message.phase = Phase.RECEIVED;
    }
    if (up) {
      out.acknowledge(Ack.PUBREC, packetId(delivery));
    }
  }

  /** PUBCOMP of the core; passed on even where the packet id is not known. */
  void completed(int packetId) {
    if (forgotten != null && forgotten.remove(packetId)) {
      return;
    }
    Held message = get(packetId);
    if (message != null && (message.phase == Phase.TOLD || message.qos != Qos.EXACTLY_ONCE)) {
      // A younger message has the id: PUBCOMP would be a violation.
      return;
    }
    if (!up) {
      held().put(packetId, new Held(0, Qos.EXACTLY_ONCE, Phase.COMPLETED));
      return;
    }
    if (message != null) {
      held.remove(packetId);
    }
    out.acknowledge(Ack.PUBCOMP, packetId);
  }

  /** The core does not keep the message: it counts as new when the broker repeats it. */
  void refuse(long delivery) {
    Held message = bound(delivery);
    if (message != null && message.phase == Phase.TOLD) {
      held.remove(packetId(delivery));
    }
  }

  void onUp(boolean sessionLost) {
    up = true;
    if (sessionLost && held != null) {
      Map<Integer, Held> lost = held;
      held = null;
      lost.forEach(this::unbind);
    }
  }

  /**
   * Packet ids of received messages that the broker has not mentioned since the connection came up,
   * though it repeats all that is open then.
   */
  List<Integer> unseen() {
    if (held == null) {
      return List.of();
    }
    return held.entrySet().stream()
        .filter(entry -> entry.getValue().phase == Phase.RECEIVED && !entry.getValue().seenHere)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The broker has forgotten these: no PUBREL will come. */
  void releaseForgotten(List<Integer> packetIds) {
    for (int packetId : packetIds) {
      held.remove(packetId);
      releaseForgotten(packetId);
    }
  }

  void onDown() {
    up = false;
    if (held != null) {
      held.values().forEach(message -> message.seenHere = false);
    }
  }

  void clear() {
    held = null;
    forgotten = null;
  }

  /** The same message once more is answered as far as the core has come; all else is new. */
  private boolean isRepetition(boolean duplicate, int packetId, Qos qos) {
    Held message = get(packetId);
    if (message == null) {
      return false;
    }
    if (!duplicate || message.qos != qos) {
      held.remove(packetId);
      unbind(packetId, message);
      return false;
    }
    message.seenHere = true;
    switch (message.phase) {
      case TOLD -> {}
      case ACKNOWLEDGED -> {
        held.remove(packetId);
        out.acknowledge(Ack.PUBACK, packetId);
      }
      case RECEIVED, RELEASED, COMPLETED -> out.acknowledge(Ack.PUBREC, packetId);
    }
    return true;
  }

  /** The broker has forgotten the message; the core may still be busy with it. */
  private void unbind(int packetId, Held message) {
    switch (message.phase) {
      case RECEIVED -> releaseForgotten(packetId);
      case RELEASED -> forgotten().add(packetId);
      case TOLD, ACKNOWLEDGED, COMPLETED -> {}
    }
  }

  private void releaseForgotten(int packetId) {
    forgotten().add(packetId);
    events.accept(new ReleaseArrived(clientId, packetId));
  }

  private Held bound(long delivery) {
    Held message = get(packetId(delivery));
    return message != null && message.delivery == delivery ? message : null;
  }

  private static int packetId(long delivery) {
    return (int) delivery & PACKET_ID_MASK;
  }

  private Held get(int packetId) {
    return held == null ? null : held.get(packetId);
  }

  private Map<Integer, Held> held() {
    if (held == null) {
      held = new HashMap<>(4);
    }
    return held;
  }

  private Set<Integer> forgotten() {
    if (forgotten == null) {
      forgotten = new HashSet<>(2);
    }
    return forgotten;
  }
}
