package dev.mqttsn.session;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Retry;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;

/** The node of a session: where it is heard now, and the way to it. */
final class Peer {
  private final SessionContext context;
  private NodeAddress address;

  Peer(SessionContext context, NodeAddress address) {
    this.context = context;
    this.address = address;
  }

  NodeAddress address() {
    return address;
  }

  /** How messages to it are repeated, which its network decides. */
  Retry retry() {
    return address.link().retry();
  }

  /** The node speaks from elsewhere now; all that follows goes there. */
  void moveTo(NodeAddress elsewhere) {
    address = elsewhere;
  }

  void send(Frame frame) {
    context.outbox().send(address, frame);
    context.observer().onFrameSent(address, frame);
  }

  /** Whether the node's network carries the frame in one piece (MQTT-SN 1.2 6.10). */
  boolean canCarry(Frame frame) {
    return FrameEncoder.lengthOf(frame) <= address.link().maxMessageOctets();
  }
}
