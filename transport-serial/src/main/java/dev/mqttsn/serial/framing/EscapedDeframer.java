package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** API frames in which 7E stands nowhere but at the start: a raw 7E always begins a new frame. */
final class EscapedDeframer implements Deframer {
  private static final long GAP_MILLIS = 1_000;
  private static final int OUTSIDE = -1;

  private final ApiFrame.LengthOf lengthOf;
  private final int maxDataOctets;
  private final byte[] frame;
  private final Gap gap = new Gap(GAP_MILLIS);
  private int length = OUTSIDE;
  private boolean escaped;
  private int skipped;

  EscapedDeframer(ApiFrame.LengthOf lengthOf, int maxDataOctets) {
    this.lengthOf = lengthOf;
    this.maxDataOctets = maxDataOctets;
    frame = new byte[ApiFrame.LENGTH_OCTETS + maxDataOctets + ApiFrame.CHECKSUM_OCTETS];
  }

  @Override
  public void feed(byte[] octets, int offset, int count, long nowMillis, Output out) {
    idle(nowMillis, out);
    gap.heard(nowMillis);
    for (int i = offset; i < offset + count; i++) {
      take(octets[i] & 0xFF, out);
    }
    reportSkipped(out);
  }

  private void take(int octet, Output out) {
    if (octet == ApiFrame.START) {
      abandon();
      length = 0;
    } else if (length == OUTSIDE) {
      skipped++;
    } else if (octet == ApiFrame.ESCAPE && !escaped) {
      escaped = true;
    } else {
      frame[length++] = (byte) (escaped ? ApiFrame.unescape(octet) : octet);
      escaped = false;
      check(out);
    }
  }

  private void check(Output out) {
    if (length < ApiFrame.LENGTH_OCTETS) {
      return;
    }
    int data = lengthOf.dataOctets((frame[0] & 0xFF) << 8 | (frame[1] & 0xFF));
    if (data < 1 || data > maxDataOctets) {
      abandon();
    } else if (length == ApiFrame.LENGTH_OCTETS + data + ApiFrame.CHECKSUM_OCTETS) {
      end(data, out);
    }
  }

  private void end(int data, Output out) {
    int sum = ApiFrame.checksum(frame, ApiFrame.LENGTH_OCTETS, data);
    if (sum != (frame[length - 1] & 0xFF)) {
      abandon();
      return;
    }
    reportSkipped(out);
    out.onFrame(Arrays.copyOfRange(frame, ApiFrame.LENGTH_OCTETS, ApiFrame.LENGTH_OCTETS + data));
    length = OUTSIDE;
  }

  private void abandon() {
    if (length != OUTSIDE) {
      skipped += length + 1;
    }
    length = OUTSIDE;
    escaped = false;
  }

  private void reportSkipped(Output out) {
    if (skipped > 0) {
      out.onDamaged(skipped);
      skipped = 0;
    }
  }

  @Override
  public void idle(long nowMillis, Output out) {
    if (length != OUTSIDE && gap.isOver(nowMillis)) {
      abandon();
      reportSkipped(out);
    }
  }
}
