package dev.mqttsn.sim.net;

import java.io.IOException;

/** Something that nodes reach a gateway through. */
@FunctionalInterface
public interface Network {
  /** A new uplink with an address of its own, where the network knows addresses. */
  Uplink open(Receiver receiver) throws IOException;
}
