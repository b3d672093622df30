package dev.mqttsn.serial.framing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Octets on their way into a framing, each piece at its time. */
final class Line {
  private static final long PAUSE_MILLIS = 2_000;

  private final Framing framing;
  private final Random random;
  private final List<Incoming.Message> messages = new ArrayList<>();
  private long nowMillis = 1_000_000;
  private int damagedOctets;

  Line(Framing framing, long seed) {
    this.framing = framing;
    random = new Random(seed);
  }

  static byte[] join(List<byte[]> pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces.forEach(out::writeBytes);
    return out.toByteArray();
  }

  void writeWhole(byte[] octets) {
    keep(framing.feed(octets, 0, octets.length, nowMillis));
  }

  /** In random pieces, most of them short. */
  void writeInPieces(byte[] octets) {
    int at = 0;
    while (at < octets.length) {
      int longest = random.nextBoolean() ? 3 : 200;
      int piece = Math.min(octets.length - at, random.nextInt(longest + 1));
      keep(framing.feed(octets, at, piece, nowMillis));
      at += piece;
    }
  }

  void pause() {
    nowMillis += PAUSE_MILLIS;
    keep(framing.idle(nowMillis));
  }

  private void keep(List<Incoming> heard) {
    for (Incoming incoming : heard) {
      if (incoming instanceof Incoming.Message message) {
        messages.add(message);
      } else if (incoming instanceof Incoming.Damaged damaged) {
        damagedOctets += damaged.octets();
      }
    }
  }

  List<Incoming.Message> messages() {
    return messages;
  }

  int damagedOctets() {
    return damagedOctets;
  }
}
