package dev.mqttsn.serial.framing;

import java.util.Arrays;

/**
 * Frames that only their own length delimits. Where no frame can begin an octet is skipped; where
 * one could have begun but the line fell silent before its end, so is its first octet, and the
 * search goes on in the octets behind it: a false start costs no real frame that is followed by a
 * pause.
 */
final class ScanningDeframer implements Deframer {
  /** No frame begins here. */
  static final int NONE = -1;

  /** One may begin here; more octets are needed to tell. */
  static final int MORE = 0;

  /** The pause that the existing bridge allows between two octets of a frame. */
  private static final long GAP_MILLIS = 100;

  /** Knows frames when it sees them. */
  interface Recogniser {
    /** The octets of the whole frame at the front, {@link #MORE} or {@link #NONE}. */
    int frameAt(byte[] octets, int from, int to);
  }

  private final Recogniser recogniser;
  private final Gap gap = new Gap(GAP_MILLIS);
  private final byte[] buffer;
  private int from;
  private int to;
  private int skipped;

  /**
   * @param maxFrameOctets the recogniser never asks for more
   */
  ScanningDeframer(Recogniser recogniser, int maxFrameOctets) {
    this.recogniser = recogniser;
    buffer = new byte[2 * maxFrameOctets];
  }

  @Override
  public void feed(byte[] octets, int offset, int count, long nowMillis, Output out) {
    idle(nowMillis, out);
    gap.heard(nowMillis);
    int taken = 0;
    while (taken < count) {
      compact();
      int piece = Math.min(count - taken, buffer.length - to);
      System.arraycopy(octets, offset + taken, buffer, to, piece);
      to += piece;
      taken += piece;
      scan(out);
      reportSkipped(out);
    }
  }

  private void compact() {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
  }

  private void scan(Output out) {
    while (from < to) {
      int length = recogniser.frameAt(buffer, from, to);
      if (length == MORE) {
        return;
      }
      if (length == NONE) {
        skip();
      } else {
        reportSkipped(out);
        out.onFrame(Arrays.copyOfRange(buffer, from, from + length));
        from += length;
      }
    }
  }

  private void skip() {
    from++;
    skipped++;
  }

  private void reportSkipped(Output out) {
    if (skipped > 0) {
      out.onDamaged(skipped);
      skipped = 0;
    }
  }

  @Override
  public void idle(long nowMillis, Output out) {
    if (from == to || !gap.isOver(nowMillis)) {
      return;
    }
    while (from < to) {
      skip();
      scan(out);
    }
    reportSkipped(out);
  }
}
