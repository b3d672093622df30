package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** What stands behind a message in a delimited frame. */
enum FrameCheck {
  NONE(0) {
    @Override
    byte[] add(byte[] message) {
      return message;
    }

    @Override
    boolean isGood(byte[] checked) {
      return true;
    }
  },
  CRC16(Crc16.OCTETS) {
    @Override
    byte[] add(byte[] message) {
      return Crc16.append(message);
    }

    @Override
    boolean isGood(byte[] checked) {
      return Crc16.isGood(checked, checked.length);
    }
  };

  private final int octets;

  FrameCheck(int octets) {
    this.octets = octets;
  }

  int octets() {
    return octets;
  }

  abstract byte[] add(byte[] message);

  abstract boolean isGood(byte[] checked);

  byte[] remove(byte[] checked) {
    return Arrays.copyOf(checked, checked.length - octets);
  }
}
