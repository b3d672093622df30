package dev.mqttsn.sim.world;

/** Hears what the broker does with messages, for the ledgers. */
interface BrokerListener {
  /** A publish was taken over from a client, for the first time. */
  void onAccepted(String clientId, Packet.Publish message);

  /** A publish is handed to the subscribers; at QoS 2 with its PUBREL. */
  void onRouted(String clientId, Packet.Publish message);

  /** A message is due to a client; the QoS is the lower one of publish and subscription. */
  void onQueued(String clientId, Packet.Publish message);

  /** The client has acknowledged a message for good. */
  void onCompleted(String clientId, Packet.Publish message);

  /** Nothing of the client is kept any more. */
  void onDiscarded(String clientId);
}
