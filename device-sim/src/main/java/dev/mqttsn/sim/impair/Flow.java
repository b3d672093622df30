package dev.mqttsn.sim.impair;

import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;

/** One node address: its socket towards the gateway, and its luck in both directions. */
final class Flow {
  private final SocketAddress node;
  private final DatagramChannel upstream;
  private final Impairment up;
  private final Impairment down;
  private long lastUsedMillis;

  Flow(SocketAddress node, DatagramChannel upstream, Impairment up, Impairment down) {
    this.node = node;
    this.upstream = upstream;
    this.up = up;
    this.down = down;
  }

  SocketAddress node() {
    return node;
  }

  DatagramChannel upstream() {
    return upstream;
  }

  Fate fate(boolean upwards, long nowMillis) {
    return (upwards ? up : down).next(nowMillis);
  }

  void use(long nowMillis) {
    lastUsedMillis = nowMillis;
  }

  long lastUsedMillis() {
    return lastUsedMillis;
  }
}
