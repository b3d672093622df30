package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.BrokerConnection;
import dev.mqttsn.bridge.ConnectionListener;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One TCP connection between bridge and broker: in order, with latency, whole or cut. What is on
 * the way when it is cut is lost in both directions.
 */
final class SimConnection implements BrokerConnection, BrokerPeer {
  /** So many packets may be unread before the connection takes no more. */
  private static final int WRITE_WINDOW = 200;

  private static final long CONNECT_TIMEOUT_MILLIS = 4_000;

  private final SimNetwork network;
  private final ConnectionListener link;
  private final List<Packet> written = new ArrayList<>();
  private long lastUpMillis;
  private long lastDownMillis;
  private int unread;
  private boolean open;
  private boolean closing;
  private boolean cut;
  private boolean ended;

  SimConnection(SimNetwork network, ConnectionListener link) {
    this.network = network;
    this.link = link;
  }

  @Override
  public void start() {
    network.later(network.latencyMillis(), this::arrive);
  }

  /** The SYN reaches the broker's machine, or nothing that answers. */
  private void arrive() {
    if (closing) {
      return;
    }
    if (!network.broker().isUp()) {
      network.later(network.latencyMillis(), () -> endBecause("connection refused"));
      return;
    }
    network.broker().onAccept(this);
    network.later(
        Math.min(network.latencyMillis(), CONNECT_TIMEOUT_MILLIS),
        () -> {
          if (!closing) {
            open = true;
            link.onConnected();
            flush();
          }
        });
  }

  @Override
  public void flush() {
    if (closing || written.isEmpty()) {
      return;
    }
    List<Packet> out = List.copyOf(written);
    written.clear();
    out.forEach(this::transmit);
    link.onFlushed();
  }

  private void transmit(Packet packet) {
    network.trace().line(() -> link.mqttClientId() + " | broker " + packet);
    network.seams().packetUp(link.mqttClientId(), packet, this::pass);
  }

  private void pass(Packet packet) {
    unread++;
    long arrival = network.now() + network.latencyMillis();
    lastUpMillis = Math.max(lastUpMillis, network.broker().readAtMillis(arrival));
    network.afterwards(lastUpMillis, () -> read(packet));
  }

  private void read(Packet packet) {
    if (cut) {
      return;
    }
    unread--;
    network.broker().onPacket(this, packet);
    if (unread == WRITE_WINDOW / 2 && !closing) {
      link.onWritable();
      flush();
    }
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    flush();
    closing = true;
    closeBrokersEnd();
    network.later(0, () -> end(null));
  }

  /** The broker sees the end of the stream after all that was sent. */
  private void closeBrokersEnd() {
    long at = Math.max(lastUpMillis, network.now() + network.latencyMillis());
    network.afterwards(at, () -> network.broker().onClosed(this));
  }

  @Override
  public void fail(String reason) {
    if (!closing) {
      flush();
      closing = true;
      closeBrokersEnd();
      network.later(0, () -> end(reason));
    }
  }

  @Override
  public void endInOrder(long deadlineMillis) {
    if (closing || !open) {
      close();
      return;
    }
    write(new Packet.Disconnect());
    flush();
    closing = true;
    network.later(
        deadlineMillis - network.now(),
        () -> {
          if (!ended) {
            cut = true;
            network.broker().onClosed(this);
            end(null);
          }
        });
  }

  @Override
  public void onTick(long nowMillis) {}

  private void endBecause(String failure) {
    closing = true;
    end(failure);
  }

  private void end(String failure) {
    if (!ended) {
      ended = true;
      link.onEnded(this, failure);
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** The gateway's process is gone, and its sockets with it; nobody is told anything. */
  void die() {
    closing = true;
    ended = true;
    written.clear();
    long at = Math.max(lastUpMillis, network.now() + network.latencyMillis());
    network.afterwards(at, () -> network.broker().onDied(this, link.mqttClientId()));
  }

  // The broker's end

  @Override
  public void send(Packet packet) {
    network.trace().line(() -> "broker | " + link.mqttClientId() + " " + packet);
    network.seams().packetDown(link.mqttClientId(), packet, this::passDown);
  }

  private void passDown(Packet packet) {
    lastDownMillis = Math.max(lastDownMillis, network.now() + network.latencyMillis());
    network.later(lastDownMillis - network.now(), () -> receive(packet));
  }

  /** Closed by the broker, or cut: what is on the way is lost. */
  @Override
  public void drop() {
    cut = true;
    network.later(network.latencyMillis(), () -> end(null));
  }

  private void receive(Packet packet) {
    if (closing || cut) {
      return;
    }
    if (packet instanceof Packet.Publish p) {
      link.onPublishArrived(p.dup(), p.packetId(), p.qos(), p.retain(), p.topic(), p.payload());
    } else if (packet instanceof Packet.Ack ack) {
      link.onAck(ack.type(), ack.packetId());
    } else if (packet instanceof Packet.ConnAck ack) {
      link.onConnAck(ack.code(), ack.sessionPresent());
    } else if (packet instanceof Packet.SubAck ack) {
      link.onSubAck(ack.packetId(), ack.granted());
    } else if (packet instanceof Packet.UnsubAck ack) {
      link.onUnsubAck(ack.packetId());
    }
    link.onReadComplete();
  }

  // What the bridge writes

  private void write(Packet packet) {
    written.add(packet);
    link.onWritten();
  }

  @Override
  public void connect(boolean cleanSession, int keepAliveSeconds) {
    write(new Packet.Connect(link.mqttClientId(), cleanSession, keepAliveSeconds));
  }

  @Override
  public void publish(Publish m, boolean duplicate) {
    write(new Packet.Publish(duplicate, m.packetId(), m.topic(), m.qos(), m.retain(), m.payload()));
  }

  @Override
  public void acknowledge(Ack type, int packetId) {
    write(new Packet.Ack(type, packetId));
  }

  @Override
  public void subscribe(int packetId, Map<String, Qos> filters) {
    write(new Packet.Subscribe(packetId, new LinkedHashMap<>(filters)));
  }

  @Override
  public void unsubscribe(int packetId, String filter) {
    write(new Packet.Unsubscribe(packetId, filter));
  }

  @Override
  public void pingRequest() {
    write(new Packet.PingReq());
  }

  @Override
  public boolean isWritable() {
    return unread + written.size() < WRITE_WINDOW;
  }
}
