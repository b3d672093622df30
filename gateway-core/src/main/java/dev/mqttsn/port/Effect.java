package dev.mqttsn.port;

import dev.mqttsn.wire.Frame;

/** One thing that the core wants done, in order. */
public sealed interface Effect {
  /** Send a frame to a node; encode with FrameEncoder, which wraps it for a forwarder. */
  record SendFrame(NodeAddress to, Frame frame) implements Effect {}

  /** Send a frame to all nodes of a link; radius 0 is the link's maximum. */
  record Broadcast(Link link, Frame frame, int radius) implements Effect {}

  record Command(BrokerCommand command) implements Effect {}
}
