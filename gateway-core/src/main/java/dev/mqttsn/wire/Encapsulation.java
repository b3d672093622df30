package dev.mqttsn.wire;

import java.nio.ByteBuffer;

/**
 * A forwarder's envelope around one message of a wireless node (MQTT-SN 1.2 5.5). Its Length covers
 * the header up to the node id, not the inner message.
 */
public record Encapsulation(int radius, Octets nodeId, ByteBuffer message) {
  private static final int HEADER = 3;

  public static boolean isEncapsulated(ByteBuffer datagram) {
    return datagram.remaining() >= 2
        && (datagram.get(datagram.position() + 1) & 0xFF) == FrameType.ENCAPSULATION
        && datagram.get(datagram.position()) != 1;
  }

  /** Opens an envelope; null where its header is malformed. The message shares the buffer. */
  public static Encapsulation open(ByteBuffer datagram) {
    ByteBuffer in = datagram.slice();
    int length = in.remaining() > HEADER ? in.get(0) & 0xFF : 0;
    if (length <= HEADER || length > in.remaining()) {
      return null;
    }
    int radius = in.get(2) & 3;
    byte[] nodeId = new byte[length - HEADER];
    in.position(HEADER);
    in.get(nodeId);
    return new Encapsulation(radius, Octets.wrap(nodeId), in.slice());
  }

  /** The envelope's header for a message that follows it. */
  static void writeHeader(ByteBuffer out, Octets nodeId, int radius) {
    out.put((byte) headerLength(nodeId)).put((byte) FrameType.ENCAPSULATION).put((byte) radius);
    nodeId.writeTo(out);
  }

  static int headerLength(Octets nodeId) {
    return HEADER + nodeId.length();
  }
}
