package dev.mqttsn.port;

import dev.mqttsn.wire.Frame;

/** One thing that the core wants done, in order. */
public sealed interface Effect {
  /**
   * Send a frame to a node; encode with FrameEncoder, which wraps it for a forwarder.
   *
   * @param radius the broadcast radius in a forwarder's envelope, 0 to 3; 0 for one node
   */
  record SendFrame(NodeAddress to, Frame frame, int radius) implements Effect {
    public SendFrame(NodeAddress to, Frame frame) {
      this(to, frame, 0);
    }
  }

  /** Send a frame to all nodes of a link; radius 0 is the link's maximum. */
  record Broadcast(Link link, Frame frame, int radius) implements Effect {}

  /**
   * Have the broker bridge do this.
   *
   * @param promise whether it acknowledges what is merely stored, and so means nothing when the
   *     storage fails
   */
  record Command(BrokerCommand command, boolean promise) implements Effect {
    public Command(BrokerCommand command) {
      this(command, false);
    }
  }

  /** Write this to stable storage; the shard is told by onStored. Sequences count up by one. */
  record Store(long sequence, StoredChange change) implements Effect {}
}
