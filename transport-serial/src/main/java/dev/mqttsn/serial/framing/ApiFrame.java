package dev.mqttsn.serial.framing;

import java.io.ByteArrayOutputStream;

/** What XBee and LoRaLink modems have in common: 7E, a length, data and a sum over them. */
final class ApiFrame {
  static final int START = 0x7E;
  static final int ESCAPE = 0x7D;
  static final int LENGTH_OCTETS = 2;
  static final int CHECKSUM_OCTETS = 1;
  private static final int ESCAPE_MASK = 0x20;
  private static final int XON = 0x11;
  private static final int XOFF = 0x13;

  /** Whether the checksum counts in the length. */
  enum LengthOf {
    DATA(0),
    DATA_AND_CHECKSUM(CHECKSUM_OCTETS);

    private final int checksum;

    LengthOf(int checksum) {
      this.checksum = checksum;
    }

    int field(int dataOctets) {
      return dataOctets + checksum;
    }

    int dataOctets(int field) {
      return field - checksum;
    }
  }

  private ApiFrame() {}

  static int checksum(byte[] data, int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += data[i];
    }
    return 0xFF - (sum & 0xFF);
  }

  static byte[] encode(byte[] data, LengthOf lengthOf, boolean escaped) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 16);
    out.write(START);
    int length = lengthOf.field(data.length);
    put(length >> 8, escaped, out);
    put(length & 0xFF, escaped, out);
    for (byte octet : data) {
      put(octet & 0xFF, escaped, out);
    }
    put(checksum(data, 0, data.length), escaped, out);
    return out.toByteArray();
  }

  private static void put(int octet, boolean escaped, ByteArrayOutputStream out) {
    if (escaped && needsEscape(octet)) {
      out.write(ESCAPE);
      out.write(octet ^ ESCAPE_MASK);
    } else {
      out.write(octet);
    }
  }

  private static boolean needsEscape(int octet) {
    return octet == START || octet == ESCAPE || octet == XON || octet == XOFF;
  }

  static int unescape(int octet) {
    return octet ^ ESCAPE_MASK;
  }
}
