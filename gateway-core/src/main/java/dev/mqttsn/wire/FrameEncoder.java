package dev.mqttsn.wire;

/** Frames to octets. */
public final class FrameEncoder {
  private FrameEncoder() {}

  /** The message alone, in the short form whenever it fits (MQTT-SN 1.2 5.2.1). */
  public static byte[] encode(Frame frame) {
    throw new UnsupportedOperationException();
  }

  /** The message in a forwarder's envelope; without one where the node id is empty. */
  public static byte[] encode(Frame frame, Octets nodeId, int radius) {
    throw new UnsupportedOperationException();
  }

  /** Octets of the encoded message, without an envelope. */
  public static int lengthOf(Frame frame) {
    throw new UnsupportedOperationException();
  }
}
