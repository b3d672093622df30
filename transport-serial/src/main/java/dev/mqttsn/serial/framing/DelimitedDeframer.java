package dev.mqttsn.serial.framing;

import java.util.Arrays;

/**
 * Frames that end at an octet which occurs nowhere else. What is between two delimiters is a frame,
 * still escaped; nothing between them is no frame.
 */
final class DelimitedDeframer implements Deframer {
  /** Longer than any pause of a sender in its frame, shorter than a node's time to its retry. */
  private static final long GAP_MILLIS = 1_000;

  private final byte delimiter;
  private final byte[] frame;
  private final Gap gap = new Gap(GAP_MILLIS);

  /** May exceed the size of the frame's array: then the frame is too long. */
  private int length;

  DelimitedDeframer(int delimiter, int maxOctets) {
    this.delimiter = (byte) delimiter;
    frame = new byte[maxOctets];
  }

  @Override
  public void feed(byte[] octets, int offset, int count, long nowMillis, Output out) {
    idle(nowMillis, out);
    gap.heard(nowMillis);
    for (int i = offset; i < offset + count; i++) {
      take(octets[i], out);
    }
  }

  private void take(byte octet, Output out) {
    if (octet == delimiter) {
      end(out);
      return;
    }
    if (length < frame.length) {
      frame[length] = octet;
    }
    length = Math.min(length, Integer.MAX_VALUE - 1) + 1;
  }

  private void end(Output out) {
    if (length > frame.length) {
      out.onDamaged(length);
    } else if (length > 0) {
      out.onFrame(Arrays.copyOf(frame, length));
    }
    length = 0;
  }

  @Override
  public void idle(long nowMillis, Output out) {
    if (length > 0 && gap.isOver(nowMillis)) {
      out.onDamaged(length);
      length = 0;
    }
  }
}
