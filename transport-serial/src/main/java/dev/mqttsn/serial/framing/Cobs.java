package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** Consistent overhead byte stuffing: octets without a zero among them. */
final class Cobs {
  /** A code that no zero follows. */
  private static final int FULL = 0xFF;

  private Cobs() {}

  static int maxEncodedOctets(int plainOctets) {
    return plainOctets + plainOctets / (FULL - 1) + 1;
  }

  static byte[] encode(byte[] plain) {
    byte[] out = new byte[maxEncodedOctets(plain.length)];
    int codeAt = 0;
    int length = 1;
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] != 0) {
        out[length++] = plain[i];
      }
      boolean full = length - codeAt == FULL;
      if (plain[i] == 0 || (full && i + 1 < plain.length)) {
        out[codeAt] = (byte) (length - codeAt);
        codeAt = length++;
      }
    }
    out[codeAt] = (byte) (length - codeAt);
    return Arrays.copyOf(out, length);
  }

  /** Empty where the octets are no COBS encoding. */
  static byte[] decode(byte[] encoded) {
    byte[] plain = new byte[encoded.length];
    int length = 0;
    int at = 0;
    while (at < encoded.length) {
      int code = encoded[at] & 0xFF;
      int next = at + code;
      if (code == 0 || next > encoded.length) {
        return new byte[0];
      }
      System.arraycopy(encoded, at + 1, plain, length, code - 1);
      length += code - 1;
      at = next;
      if (code != FULL && at < encoded.length) {
        plain[length++] = 0;
      }
    }
    return Arrays.copyOf(plain, length);
  }
}
