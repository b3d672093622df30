package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.BrokerConnection;
import dev.mqttsn.bridge.BrokerNetwork;
import dev.mqttsn.bridge.ConnectionListener;
import java.util.ArrayList;
import java.util.List;

/** The way from one life of the gateway to the broker. */
final class SimNetwork implements BrokerNetwork {
  private final VirtualClock clock;
  private final VirtualLoop loop;
  private final SimBroker broker;
  private final Seams seams;
  private final Trace trace;
  private final List<SimConnection> connections = new ArrayList<>();

  SimNetwork(VirtualClock clock, VirtualLoop loop, SimBroker broker, Seams seams, Trace trace) {
    this.clock = clock;
    this.loop = loop;
    this.broker = broker;
    this.seams = seams;
    this.trace = trace;
  }

  @Override
  public BrokerConnection newConnection(ConnectionListener listener) {
    SimConnection connection = new SimConnection(this, listener);
    connections.removeIf(SimConnection::isEnded);
    connections.add(connection);
    return connection;
  }

  /** The gateway's process ends without a word: so do its sockets. */
  void die() {
    connections.forEach(SimConnection::die);
  }

  @Override
  public void close() {}

  long now() {
    return clock.now();
  }

  /** Something that happens to the gateway's end, while the gateway lives. */
  void later(long delayMillis, Runnable task) {
    loop.schedule(delayMillis, task);
  }

  /** Something that happens at the broker's end, whether or not the gateway lives. */
  void afterwards(long atMillis, Runnable task) {
    clock.at(atMillis, task);
  }

  long latencyMillis() {
    return broker.options().latencyMillis();
  }

  SimBroker broker() {
    return broker;
  }

  Seams seams() {
    return seams;
  }

  Trace trace() {
    return trace;
  }
}
