package dev.mqttsn.serial.framing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** SLIP (RFC 1055), plain or with a check, with END before and after each frame. */
final class SlipFraming extends PointToPointFraming {
  private static final int END = 0xC0;
  private static final int ESC = 0xDB;
  private static final int ESC_END = 0xDC;
  private static final int ESC_ESC = 0xDD;

  private final FrameCheck check;

  SlipFraming(FrameCheck check, int maxFrameOctets) {
    super(new DelimitedDeframer(END, 2 * (maxFrameOctets + check.octets())));
    this.check = check;
  }

  @Override
  public void onFrame(byte[] frame) {
    byte[] plain = unescape(frame);
    if (plain.length > 0 && check.isGood(plain)) {
      hearMessage(check.remove(plain));
    } else {
      onDamaged(frame.length);
    }
  }

  /** Empty where an escape is not one of the two that exist. */
  private static byte[] unescape(byte[] frame) {
    byte[] plain = new byte[frame.length];
    int length = 0;
    for (int i = 0; i < frame.length; i++) {
      int octet = frame[i] & 0xFF;
      if (octet == ESC) {
        i++;
        int code = i < frame.length ? frame[i] & 0xFF : END;
        if (code != ESC_END && code != ESC_ESC) {
          return new byte[0];
        }
        octet = code == ESC_END ? END : ESC;
      }
      plain[length++] = (byte) octet;
    }
    return Arrays.copyOf(plain, length);
  }

  @Override
  byte[] encode(byte[] message) {
    byte[] checked = check.add(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream(checked.length + 8);
    out.write(END);
    for (byte octet : checked) {
      escape(octet & 0xFF, out);
    }
    out.write(END);
    return out.toByteArray();
  }

  private static void escape(int octet, ByteArrayOutputStream out) {
    if (octet == END || octet == ESC) {
      out.write(ESC);
      out.write(octet == END ? ESC_END : ESC_ESC);
    } else {
      out.write(octet);
    }
  }
}
