package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.PacketOut.Ack;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One client's session in the broker: what mosquitto 2.0 keeps of it, and does with it. */
final class BrokerSession {
  /** Mosquitto's max_inflight_messages. */
  private static final int WINDOW = 20;

  private static final int MAX_PACKET_ID = 65_535;

  /** Copies of a QoS 2 PUBLISH on one connection at which mosquitto closes it. */
  private static final int TOO_MANY_COPIES = 3;

  /** A message on its way to the client. */
  private static final class Outgoing {
    private final Packet.Publish message;
    private boolean received;

    Outgoing(Packet.Publish message) {
      this.message = message;
    }
  }

  private final String clientId;
  private final BrokerListener listener;
  private final Findings findings;
  private final Map<String, Qos> filters = new LinkedHashMap<>();
  private final Map<Integer, Outgoing> inFlight = new LinkedHashMap<>();
  private final ArrayDeque<Packet.Publish> queue = new ArrayDeque<>();
  private final Map<Integer, Packet.Publish> incoming = new LinkedHashMap<>();

  /** QoS 1 messages of this connection by packet id, and of those before. */
  private final Map<Integer, Octets> acknowledged = new HashMap<>();

  private final Map<Integer, Octets> earlier = new HashMap<>();

  private final Map<Integer, Integer> copies = new HashMap<>();

  /** Of an earlier connection that the client ended: it may have forgotten what it had sent. */
  private final Set<Integer> forgivable = new HashSet<>();

  private boolean clean;
  private BrokerPeer peer;
  private int lastPacketId;

  BrokerSession(String clientId, BrokerListener listener, Findings findings) {
    this.clientId = clientId;
    this.listener = listener;
    this.findings = findings;
  }

  String clientId() {
    return clientId;
  }

  boolean isClean() {
    return clean;
  }

  /** Null while the client is not connected. */
  BrokerPeer peer() {
    return peer;
  }

  /** The client is connected; what is in flight goes again. */
  void onConnected(BrokerPeer newPeer, boolean isClean, boolean present) {
    peer = newPeer;
    clean = isClean;
    copies.clear();
    earlier.putAll(acknowledged);
    acknowledged.clear();
    peer.send(new Packet.ConnAck(0, present));
    inFlight.forEach(
        (id, out) -> {
          if (out.received) {
            peer.send(new Packet.Ack(Ack.PUBREL, id));
          } else {
            peer.send(out.message.withDup(true));
          }
        });
    pump();
  }

  void onDisconnected() {
    peer = null;
  }

  /** The client has ended its connection, or lost its memory: it may repeat without DUP. */
  void onClientForgot() {
    forgivable.addAll(incoming.keySet());
    acknowledged.clear();
    earlier.clear();
  }

  void subscribe(String filter, Qos qos) {
    filters.put(filter, qos);
  }

  void unsubscribe(String filter) {
    filters.remove(filter);
  }

  /** The highest QoS of the filters that match, or null. */
  Qos match(String topic) {
    Qos best = null;
    for (Map.Entry<String, Qos> filter : filters.entrySet()) {
      boolean better = best == null || filter.getValue().bits() > best.bits();
      if (better && TopicNames.matches(filter.getKey(), topic)) {
        best = filter.getValue();
      }
    }
    return best;
  }

  /** A message for the client, with its own QoS. */
  void offer(Packet.Publish message) {
    if (message.qos() == Qos.AT_MOST_ONCE) {
      if (peer != null) {
        listener.onQueued(clientId, message);
        peer.send(message);
      }
      return;
    }
    listener.onQueued(clientId, message);
    queue.add(message);
    pump();
  }

  private void pump() {
    while (peer != null && !queue.isEmpty() && inFlight.size() < WINDOW) {
      Packet.Publish next = queue.remove();
      int id = nextPacketId();
      Packet.Publish out =
          new Packet.Publish(false, id, next.topic(), next.qos(), next.retain(), next.payload());
      inFlight.put(id, new Outgoing(out));
      peer.send(out);
    }
  }

  private int nextPacketId() {
    do {
      lastPacketId = lastPacketId == MAX_PACKET_ID ? 1 : lastPacketId + 1;
    } while (inFlight.containsKey(lastPacketId));
    return lastPacketId;
  }

  /** An acknowledgement of the client; false where the connection is to be closed. */
  boolean onAck(Ack type, int packetId) {
    switch (type) {
      case PUBACK -> complete(packetId, Qos.AT_LEAST_ONCE);
      case PUBREC -> onPubRec(packetId);
      case PUBREL -> onPubRel(packetId);
      case PUBCOMP -> {
        return onPubComp(packetId);
      }
    }
    return true;
  }

  private void complete(int packetId, Qos qos) {
    Outgoing out = inFlight.get(packetId);
    if (out == null || out.message.qos() != qos) {
      violation("acknowledges " + packetId + ", which is no QoS " + qos.bits() + " message");
      return;
    }
    inFlight.remove(packetId);
    listener.onCompleted(clientId, out.message);
    pump();
  }

  private void onPubRec(int packetId) {
    Outgoing out = inFlight.get(packetId);
    if (out != null && out.message.qos() == Qos.EXACTLY_ONCE) {
      out.received = true;
    }
    peer.send(new Packet.Ack(Ack.PUBREL, packetId));
  }

  /** Of a message that has not come so far it is a mistake, for which mosquitto closes. */
  private boolean onPubComp(int packetId) {
    Outgoing out = inFlight.get(packetId);
    if (out == null || out.message.qos() != Qos.EXACTLY_ONCE) {
      return true;
    }
    if (!out.received) {
      return false;
    }
    inFlight.remove(packetId);
    listener.onCompleted(clientId, out.message);
    pump();
    return true;
  }

  /** A QoS 1 PUBLISH of the client. */
  void onAtLeastOnce(Packet.Publish message) {
    int id = message.packetId();
    acknowledged.put(id, message.payload());
    boolean again = message.payload().equals(earlier.remove(id));
    if (again && !message.dup()) {
      violation(message + " again without DUP");
    }
    listener.onAccepted(clientId, message);
    listener.onRouted(clientId, message);
    peer.send(new Packet.Ack(Ack.PUBACK, id));
  }

  /** A QoS 2 PUBLISH of the client; false where the connection is to be closed. */
  boolean onExactlyOnce(Packet.Publish message) {
    int id = message.packetId();
    Packet.Publish held = incoming.get(id);
    if (held == null) {
      incoming.put(id, message);
      copies.put(id, 1);
      listener.onAccepted(clientId, message);
    } else if (!held.payload().equals(message.payload())) {
      // mosquitto: "Reused message ID detected. Clearing from database."
      incoming.put(id, message);
      copies.put(id, 1);
      listener.onAccepted(clientId, message);
    } else if (!message.dup() && !forgivable.contains(id)) {
      violation(message + " again without DUP");
    } else if (copies.merge(id, 1, Integer::sum) >= TOO_MANY_COPIES) {
      violation(message + " for the third time on one connection");
      return false;
    }
    peer.send(new Packet.Ack(Ack.PUBREC, id));
    return true;
  }

  private void onPubRel(int packetId) {
    Packet.Publish message = incoming.remove(packetId);
    copies.remove(packetId);
    forgivable.remove(packetId);
    if (message != null) {
      listener.onRouted(clientId, message);
    }
    if (peer != null) {
      peer.send(new Packet.Ack(Ack.PUBCOMP, packetId));
    }
  }

  private void violation(String text) {
    findings.add("broker", clientId + " " + text);
  }
}
