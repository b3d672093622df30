package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.Network;

/** An opened way to the gateway. */
record Place(Network network, AutoCloseable port) implements AutoCloseable {
  @Override
  public void close() {
    try {
      port.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
