package dev.mqttsn.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes is a frame or malformed; nothing is thrown. */
final class RandomDatagramsTest {
  private static final long SEED = 1_883;
  private static final int DATAGRAMS = 100_000;

  @Test
  void noDatagramThrows() {
    RandomDatagrams datagrams = new RandomDatagrams(new SplittableRandom(SEED));
    int frames = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
      byte[] datagram = datagrams.next();
      try {
        frames += read(datagram);
      } catch (RuntimeException | AssertionError e) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(datagram);
        throw new AssertionError("seed " + SEED + ", datagram " + i + ": " + hex, e);
      }
    }
    int legal = frames;
    assertTrue(
        legal > DATAGRAMS / 10 && legal < DATAGRAMS * 9 / 10,
        () -> "both kinds occur, of " + DATAGRAMS + " legal: " + legal);
  }

  /** 1 where it was a frame, which then survives the way there and back. */
  private static int read(byte[] datagram) {
    ByteBuffer message = ByteBuffer.wrap(datagram);
    if (Encapsulation.isEncapsulated(message)) {
      Encapsulation envelope = Encapsulation.open(message);
      if (envelope == null) {
        return 0;
      }
      message = envelope.message();
    }
    if (!(FrameDecoder.decode(message) instanceof Frame frame)) {
      return 0;
    }
    if (!isWillTopicOfFlagsOnly(frame)) {
      byte[] again = FrameEncoder.encode(frame);
      assertEquals(frame, FrameDecoder.decode(ByteBuffer.wrap(again)));
    }
    return 1;
  }

  /** Its flags mean nothing, and are not written again (fact sheet 2.7). */
  private static boolean isWillTopicOfFlagsOnly(Frame frame) {
    return (frame instanceof Frame.WillTopic topic && topic.topic().isEmpty())
        || (frame instanceof Frame.WillTopicUpd update && update.topic().isEmpty());
  }
}
