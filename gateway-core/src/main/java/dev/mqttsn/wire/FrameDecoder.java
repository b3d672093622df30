package dev.mqttsn.wire;

import java.nio.ByteBuffer;

/** Octets to frames; every mistake is a {@link Malformed} value, never an exception. */
public final class FrameDecoder {
  private FrameDecoder() {}

  /** Decodes one whole message, which must fill the buffer exactly. */
  public static Decoded decode(ByteBuffer datagram) {
    throw new UnsupportedOperationException();
  }
}
