package dev.mqttsn.app;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The frames of XBee and LoRaLink modems, written from their manuals a second time: what the
 * gateway writes must be without fault.
 */
final class ApiFrames {
  private static final int START = 0x7E;
  private static final int ESCAPE = 0x7D;
  private static final int HEADER = 2;

  private final boolean escapes;
  private final int countedChecksum;
  private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
  private boolean inFrame;
  private boolean escaped;

  /**
   * One direction's state.
   *
   * @param countsChecksum whether the checksum counts in the length
   */
  ApiFrames(boolean escapes, boolean countsChecksum) {
    this.escapes = escapes;
    countedChecksum = countsChecksum ? 1 : 0;
  }

  byte[] encode(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(START);
    int length = data.length + countedChecksum;
    put(length >> 8, out);
    put(length & 0xFF, out);
    for (byte octet : data) {
      put(octet & 0xFF, out);
    }
    put(checksum(data), out);
    return out.toByteArray();
  }

  private void put(int octet, ByteArrayOutputStream out) {
    if (escapes && (octet == START || octet == ESCAPE || octet == 0x11 || octet == 0x13)) {
      out.write(ESCAPE);
      out.write(octet ^ 0x20);
    } else {
      out.write(octet);
    }
  }

  private static int checksum(byte[] data) {
    int sum = 0;
    for (byte octet : data) {
      sum += octet;
    }
    return 0xFF - (sum & 0xFF);
  }

  /** The data of the frames that are complete. */
  List<byte[]> feed(byte[] octets, int count) {
    List<byte[]> complete = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      take(octets[i] & 0xFF, complete);
    }
    return complete;
  }

  private void take(int octet, List<byte[]> complete) {
    if (!inFrame) {
      require(octet == START, "a frame begins with 7E");
      inFrame = true;
    } else if (escapes && octet == ESCAPE) {
      escaped = true;
    } else {
      require(!escapes || octet != START, "7E inside a frame is escaped");
      frame.write(escaped ? octet ^ 0x20 : octet);
      escaped = false;
      end(complete);
    }
  }

  private void end(List<byte[]> complete) {
    byte[] whole = frame.toByteArray();
    if (whole.length <= HEADER) {
      return;
    }
    int length = ((whole[0] & 0xFF) << 8 | (whole[1] & 0xFF)) - countedChecksum;
    if (whole.length == HEADER + length + 1) {
      byte[] data = Arrays.copyOfRange(whole, HEADER, HEADER + length);
      require(checksum(data) == (whole[whole.length - 1] & 0xFF), "the checksum is right");
      complete.add(data);
      frame.reset();
      inFrame = false;
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException("the gateway broke a rule: " + rule);
    }
  }
}
