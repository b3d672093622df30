package dev.mqttsn.sim.world;

/** The broker's end of one connection. */
interface BrokerPeer {
  void send(Packet packet);

  /** Closes it; nothing of it is heard any more. */
  void drop();
}
