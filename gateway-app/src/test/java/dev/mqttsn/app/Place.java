package dev.mqttsn.app;

import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;

/**
 * Where a node is on a line.
 *
 * @param address the modem's for it; empty on a line without addresses
 * @param nodeId a forwarder's for it; empty without a forwarder
 */
record Place(Octets address, Octets nodeId) {
  private static final int HEADER = 3;

  static Place alone() {
    return new Place(Octets.EMPTY, Octets.EMPTY);
  }

  static Place at(Octets address) {
    return new Place(address, Octets.EMPTY);
  }

  static Place behind(Octets nodeId) {
    return new Place(Octets.EMPTY, nodeId);
  }

  /** The message in the envelope that the forwarder puts around it. */
  byte[] wrap(byte[] message) {
    if (nodeId.isEmpty()) {
      return message;
    }
    int header = HEADER + nodeId.length();
    return ByteBuffer.allocate(header + message.length)
        .put((byte) header)
        .put((byte) 0xFE)
        .put((byte) 0)
        .put(nodeId.array())
        .put(message)
        .array();
  }

  /** Whom a message is for. */
  static Place of(Octets address, byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    return Encapsulation.isEncapsulated(buffer)
        ? new Place(address, Encapsulation.open(buffer).nodeId())
        : new Place(address, Octets.EMPTY);
  }

  /** What the forwarder takes out of the envelope. */
  static byte[] unwrap(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    return Encapsulation.isEncapsulated(buffer)
        ? Octets.remaining(Encapsulation.open(buffer).message()).array()
        : message;
  }
}
