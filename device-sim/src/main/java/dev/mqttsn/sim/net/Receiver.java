package dev.mqttsn.sim.net;

import java.nio.ByteBuffer;

/** Where an uplink delivers what it hears, on the loop. */
@FunctionalInterface
public interface Receiver {
  /** One message; the buffer is valid during the call. */
  void onMessage(ByteBuffer message);

  /** The network knows that nobody is there; many networks never do. */
  default void onUnreachable() {}
}
