package dev.mqttsn.sim.net;

/** A node's own way to its gateway. Used on the loop only. */
public interface Uplink {
  /** Sends one message; what cannot be sent is lost, as by radio. */
  void send(byte[] message);

  /** Nothing is heard or sent any more. */
  void close();
}
