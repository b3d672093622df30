package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** CRC-16/CCITT-FALSE (polynomial 1021, initial FFFF), big-endian behind the message. */
final class Crc16 {
  static final int OCTETS = 2;
  private static final int POLYNOMIAL = 0x1021;
  private static final int[] TABLE = table();

  private Crc16() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
      table[i] = crc & 0xFFFF;
    }
    return table;
  }

  static int of(byte[] octets, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc = (crc << 8 ^ TABLE[(crc >> 8 ^ octets[i]) & 0xFF]) & 0xFFFF;
    }
    return crc;
  }

  static byte[] append(byte[] message) {
    byte[] checked = Arrays.copyOf(message, message.length + OCTETS);
    int crc = of(message, message.length);
    checked[message.length] = (byte) (crc >> 8);
    checked[message.length + 1] = (byte) crc;
    return checked;
  }

  /** Whether the last two octets are the check of those before them. */
  static boolean isGood(byte[] checked, int length) {
    return length >= OCTETS
        && of(checked, length - OCTETS)
            == ((checked[length - 2] & 0xFF) << 8 | (checked[length - 1] & 0xFF));
  }
}
