package dev.mqttsn.sim.world;

import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Qos;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An MQTT 3.1.1 broker with mosquitto's habits: sessions, DUP on reconnect, a window of 20, QoS 2
 * routed on PUBREL, retained messages, takeover. It is strict where mosquitto is patient: what no
 * client may send is a finding.
 */
final class SimBroker {
  private final BrokerListener listener;
  private final Findings findings;
  private final VirtualClock clock;
  private final BrokerOptions options;
  private final Map<String, BrokerSession> sessions = new LinkedHashMap<>();
  private final Map<String, Packet.Publish> retained = new LinkedHashMap<>();
  private final Map<BrokerPeer, Client> clients = new LinkedHashMap<>();
  private final Set<String> cutNext = new HashSet<>();
  private boolean up = true;
  private long busyUntilMillis;

  /** What is known of a connection. */
  private static final class Client {
    private BrokerSession session;
    private long keepAliveMillis;
    private long heardMillis;
  }

  SimBroker(BrokerListener listener, Findings findings, VirtualClock clock, BrokerOptions options) {
    this.listener = listener;
    this.findings = findings;
    this.clock = clock;
    this.options = options;
  }

  BrokerOptions options() {
    return options;
  }

  boolean isUp() {
    return up;
  }

  /** When a packet that arrives at that time is read. */
  long readAtMillis(long arrivalMillis) {
    busyUntilMillis = Math.max(arrivalMillis, busyUntilMillis) + options.serviceMillis();
    return busyUntilMillis;
  }

  /** Reads nothing for a while, as after SIGSTOP. */
  void stall(long millis) {
    busyUntilMillis = Math.max(busyUntilMillis, clock.now() + millis);
  }

  /** Ends; without its state where it keeps none. */
  void stop() {
    up = false;
    List.copyOf(clients.keySet()).forEach(this::drop);
    if (!options.keepsState()) {
      List.copyOf(sessions.values()).forEach(this::discard);
      retained.clear();
    }
  }

  void start() {
    up = true;
  }

  /** All links have. */
  void onGatewayCrash() {
    sessions.values().forEach(BrokerSession::onClientForgot);
  }

  /** The client's link has given up what was under way. */
  void onClientForgot(String clientId) {
    BrokerSession session = sessions.get(clientId);
    if (session != null) {
      session.onClientForgot();
    }
  }

  /** Cuts the connection of a client, if it has one. */
  void cut(String clientId) {
    BrokerSession session = sessions.get(clientId);
    if (session != null && session.peer() != null) {
      drop(session.peer());
    }
  }

  /** Cuts a client's connection before it hears the answer to its next publish. */
  void cutAtNextPublish(String clientId) {
    cutNext.add(clientId);
  }

  /** Closes connections that are silent for longer than 1.5 times their keep-alive. */
  void onTick() {
    for (Map.Entry<BrokerPeer, Client> entry : List.copyOf(clients.entrySet())) {
      Client client = entry.getValue();
      boolean silent = 2 * (clock.now() - client.heardMillis) > 3 * client.keepAliveMillis;
      boolean reading = busyUntilMillis <= clock.now();
      if (client.keepAliveMillis > 0 && silent && reading) {
        drop(entry.getKey());
      }
    }
  }

  void onAccept(BrokerPeer peer) {
    Client client = new Client();
    client.heardMillis = clock.now();
    clients.put(peer, client);
  }

  /** The other side is gone, and has forgotten what it had sent. */
  void onDied(BrokerPeer peer, String clientId) {
    onClientForgot(clientId);
    onClosed(peer);
  }

  /** The other side has closed. */
  void onClosed(BrokerPeer peer) {
    Client client = clients.remove(peer);
    if (client != null && client.session != null && client.session.peer() == peer) {
      client.session.onDisconnected();
      if (client.session.isClean()) {
        discard(client.session);
      }
    }
  }

  private void drop(BrokerPeer peer) {
    onClosed(peer);
    peer.drop();
  }

  private void discard(BrokerSession session) {
    if (sessions.remove(session.clientId(), session)) {
      listener.onDiscarded(session.clientId());
    }
  }

  void onPacket(BrokerPeer peer, Packet packet) {
    Client client = clients.get(peer);
    if (client == null) {
      return;
    }
    client.heardMillis = clock.now();
    if (packet instanceof Packet.Connect connect) {
      connect(peer, client, connect);
    } else if (client.session == null) {
      findings.add("broker", packet + " before CONNECT");
      drop(peer);
    } else {
      onPacket(peer, client.session, packet);
    }
  }

  private void connect(BrokerPeer peer, Client client, Packet.Connect connect) {
    if (client.session != null) {
      findings.add("broker", connect.clientId() + " sends a second CONNECT");
      return;
    }
    BrokerSession earlier = sessions.get(connect.clientId());
    if (earlier != null && earlier.peer() != null) {
      drop(earlier.peer());
      earlier = sessions.get(connect.clientId());
    }
    boolean present = earlier != null && !connect.clean();
    if (earlier != null && !present) {
      discard(earlier);
    }
    BrokerSession session =
        present ? earlier : new BrokerSession(connect.clientId(), listener, findings);
    sessions.put(connect.clientId(), session);
    client.session = session;
    client.keepAliveMillis = connect.keepAliveSeconds() * 1000L;
    session.onConnected(peer, connect.clean(), present);
  }

  private void onPacket(BrokerPeer peer, BrokerSession session, Packet packet) {
    if (packet instanceof Packet.Publish publish) {
      onPublish(peer, session, publish);
      if (publish.qos().isAcknowledged() && cutNext.remove(session.clientId())) {
        cut(session.clientId());
      }
    } else if (packet instanceof Packet.Ack ack) {
      if (!session.onAck(ack.type(), ack.packetId())) {
        drop(peer);
      }
    } else if (packet instanceof Packet.Subscribe subscribe) {
      subscribe(peer, session, subscribe);
    } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
      session.unsubscribe(unsubscribe.filter());
      peer.send(new Packet.UnsubAck(unsubscribe.packetId()));
    } else if (packet instanceof Packet.PingReq) {
      peer.send(new Packet.PingResp());
    } else if (packet instanceof Packet.Disconnect) {
      session.onClientForgot();
      drop(peer);
    } else {
      findings.add("broker", session.clientId() + " sends " + packet);
    }
  }

  private void onPublish(BrokerPeer peer, BrokerSession session, Packet.Publish publish) {
    if (publish.topic().isEmpty() || publish.topic().contains("#")) {
      findings.add("broker", session.clientId() + " publishes to '" + publish.topic() + "'");
    }
    if (publish.qos().isAcknowledged() == (publish.packetId() == 0)) {
      findings.add("broker", session.clientId() + " sends a wrong packet id: " + publish);
    }
    switch (publish.qos()) {
      case AT_MOST_ONCE, MINUS_ONE -> {
        listener.onAccepted(session.clientId(), publish);
        listener.onRouted(session.clientId(), publish);
        route(publish);
      }
      case AT_LEAST_ONCE -> {
        session.onAtLeastOnce(publish);
        route(publish);
      }
      case EXACTLY_ONCE -> {
        if (!session.onExactlyOnce(publish)) {
          drop(peer);
        }
      }
    }
  }

  private void subscribe(BrokerPeer peer, BrokerSession session, Packet.Subscribe subscribe) {
    Qos first = subscribe.filters().values().iterator().next();
    subscribe.filters().forEach(session::subscribe);
    peer.send(new Packet.SubAck(subscribe.packetId(), first));
    Map<String, Packet.Publish> matching = new HashMap<>();
    for (Map.Entry<String, Qos> filter : subscribe.filters().entrySet()) {
      for (Packet.Publish message : retained.values()) {
        if (TopicNames.matches(filter.getKey(), message.topic())
            && matching.put(message.topic(), message) == null) {
          session.offer(lowered(message, filter.getValue(), true));
        }
      }
    }
  }

  /** Hands a message to all subscribers. */
  void route(Packet.Publish message) {
    if (message.retain()) {
      if (message.payload().isEmpty()) {
        retained.remove(message.topic());
      } else {
        retained.put(message.topic(), message);
      }
    }
    for (BrokerSession session : List.copyOf(sessions.values())) {
      Qos subscribed = session.match(message.topic());
      if (subscribed != null) {
        session.offer(lowered(message, subscribed, false));
      }
    }
  }

  private static Packet.Publish lowered(Packet.Publish message, Qos limit, boolean retain) {
    Qos qos = message.qos().bits() < limit.bits() ? message.qos() : limit;
    return new Packet.Publish(false, 0, message.topic(), qos, retain, message.payload());
  }
}
