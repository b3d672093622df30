package dev.mqttsn.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The fact sheet's examples both ways, and random frames there and back. */
final class FrameCodecTest {
  private static final long SEED = 20_131_114;
  private static final int ROUNDS_PER_TYPE = 1_000;

  @TestFactory
  Stream<DynamicTest> examplesAreRead() {
    return Samples.all().entrySet().stream()
        .map(e -> dynamicTest(e.getKey(), () -> assertEquals(e.getValue(), decode(e.getKey()))));
  }

  @TestFactory
  Stream<DynamicTest> examplesAreWritten() {
    return Samples.all().entrySet().stream()
        .map(e -> dynamicTest(e.getKey(), () -> assertEquals(e.getKey(), encode(e.getValue()))));
  }

  /** A short message in the long form means the same (MQTT-SN 1.2 5.2.1). */
  @TestFactory
  Stream<DynamicTest> examplesInTheLongForm() {
    return Samples.all().entrySet().stream()
        .map(
            e -> {
              byte[] octets = longForm(Samples.bytes(e.getKey()));
              return dynamicTest(
                  hex(octets),
                  () -> assertEquals(e.getValue(), FrameDecoder.decode(ByteBuffer.wrap(octets))));
            });
  }

  @Test
  void examplesShowEveryMessage() {
    Set<FrameType> shown = EnumSet.noneOf(FrameType.class);
    Samples.all().values().forEach(frame -> shown.add(frame.type()));
    assertEquals(EnumSet.allOf(FrameType.class), shown);
  }

  @TestFactory
  Stream<DynamicTest> everyMessageThereAndBack() {
    return Stream.of(FrameType.values())
        .map(type -> dynamicTest(type.name(), () -> thereAndBack(type)));
  }

  private static void thereAndBack(FrameType type) {
    RandomFrames frames = new RandomFrames(new SplittableRandom(SEED + type.code()));
    for (int i = 0; i < ROUNDS_PER_TYPE; i++) {
      Frame frame = frames.next(type);
      byte[] octets = FrameEncoder.encode(frame);
      int round = i;
      assertEquals(FrameEncoder.lengthOf(frame), octets.length);
      assertEquals(
          frame, FrameDecoder.decode(ByteBuffer.wrap(octets)), () -> "seed " + SEED + ": " + round);
    }
  }

  @Test
  void theExampleOfALongFormConnect() {
    assertEquals(decode("08 04 04 01 00 3C 63 31"), decode("01 00 0A 04 04 01 00 3C 63 31"));
  }

  /** What other senders write in more octets than needed. */
  @Test
  void aWillTopicOfFlagsOnlyIsEmpty() {
    assertEquals(decode("02 07"), decode("03 07 00"));
    assertEquals(decode("02 1A"), decode("03 1A 00"));
  }

  @Test
  void aDisconnectForNoTimeIsAPlainOne() {
    assertEquals(decode("02 18"), decode("04 18 00 00"));
  }

  @Test
  void unusedFlagsAreIgnored() {
    assertEquals(decode("08 04 04 01 00 3C 63 31"), decode("08 04 F7 01 00 3C 63 31"));
    assertEquals(decode("08 07 30 6C 77 2F 63 31"), decode("08 07 BF 6C 77 2F 63 31"));
    assertEquals(decode("09 0C 20 01 02 00 02 68 69"), decode("09 0C 2C 01 02 00 02 68 69"));
    assertEquals(decode("07 12 02 00 07 61 62"), decode("07 12 1E 00 07 61 62"));
    assertEquals(decode("06 14 00 00 08 61"), decode("06 14 FC 00 08 61"));
  }

  @Test
  void topicsOfTwoOctetsKeepThemAsTheyAre() {
    Frame.Publish publish = (Frame.Publish) decode("07 0C 02 C3 A9 00 00");
    assertEquals(0xC3A9, publish.topicId());
    assertEquals(TopicIdType.SHORT, publish.topicIdType());
  }

  private static Decoded decode(String hex) {
    return FrameDecoder.decode(ByteBuffer.wrap(Samples.bytes(hex)));
  }

  private static String encode(Frame frame) {
    return hex(FrameEncoder.encode(frame));
  }

  private static String hex(byte[] octets) {
    return HexFormat.ofDelimiter(" ").formatHex(octets).toUpperCase(Locale.ROOT);
  }

  private static byte[] longForm(byte[] shortForm) {
    int length = shortForm.length + 2;
    return ByteBuffer.allocate(length)
        .put((byte) 1)
        .putShort((short) length)
        .put(shortForm, 1, shortForm.length - 1)
        .array();
  }
}
