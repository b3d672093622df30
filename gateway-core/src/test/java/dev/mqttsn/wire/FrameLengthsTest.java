package dev.mqttsn.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which lengths make a message (fact sheet 1.1, 2.24); all others are malformed, none throws. */
final class FrameLengthsTest {
  private static final int LONGEST = 300;

  /** Table 2.24 in the short form; 6 octets of CONNECT and REGISTER are for the rules to refuse. */
  private static final Map<Integer, IntPredicate> LEGAL = new TreeMap<>();

  static {
    legal(n -> n == 5, FrameType.ADVERTISE);
    legal(n -> n == 3, FrameType.SEARCHGW, FrameType.CONNACK);
    legal(n -> n == 3, FrameType.WILLTOPICRESP, FrameType.WILLMSGRESP);
    legal(n -> n >= 3, FrameType.GWINFO);
    legal(n -> n >= 6, FrameType.CONNECT, FrameType.REGISTER);
    legal(n -> n == 2, FrameType.WILLTOPICREQ, FrameType.WILLMSGREQ, FrameType.PINGRESP);
    legal(n -> n >= 2, FrameType.WILLTOPIC, FrameType.WILLTOPICUPD);
    legal(n -> n >= 2, FrameType.WILLMSG, FrameType.WILLMSGUPD, FrameType.PINGREQ);
    legal(n -> n == 7, FrameType.REGACK, FrameType.PUBACK);
    legal(n -> n >= 7, FrameType.PUBLISH);
    legal(n -> n == 4, FrameType.PUBREC, FrameType.PUBREL, FrameType.PUBCOMP, FrameType.UNSUBACK);
    legal(n -> n == 8, FrameType.SUBACK);
    legal(n -> n == 2 || n == 4, FrameType.DISCONNECT);
  }

  private static void legal(IntPredicate lengths, FrameType... types) {
    for (FrameType type : types) {
      LEGAL.put(type.code(), lengths);
    }
  }

  /** A name has at least one octet and an id has two; whether they fit is for the rules to say. */
  private static boolean isLegal(int code, int length) {
    if (code == FrameType.SUBSCRIBE.code() || code == FrameType.UNSUBSCRIBE.code()) {
      return length >= 5;
    }
    return LEGAL.containsKey(code) && LEGAL.get(code).test(length);
  }

  @TestFactory
  Stream<DynamicTest> everyTruncationIsMalformed() {
    return Samples.all().keySet().stream()
        .map(hex -> dynamicTest(hex, () -> truncate(Samples.bytes(hex))));
  }

  @TestFactory
  Stream<DynamicTest> everyTruncationOfTheLongFormIsMalformed() {
    return Samples.all().keySet().stream()
        .map(hex -> dynamicTest(hex, () -> truncate(longForm(Samples.bytes(hex)))));
  }

  private static void truncate(byte[] message) {
    for (int size = 0; size < message.length; size++) {
      assertMalformed(Arrays.copyOf(message, size));
    }
  }

  @TestFactory
  Stream<DynamicTest> oneOctetTooManyIsMalformed() {
    return Samples.all().keySet().stream()
        .map(
            hex -> {
              byte[] message = Samples.bytes(hex);
              return dynamicTest(
                  hex,
                  () -> {
                    assertMalformed(Arrays.copyOf(message, message.length + 1));
                    assertMalformed(Arrays.copyOf(longForm(message), message.length + 3));
                  });
            });
  }

  /** The octets stay, the length octet lies. */
  @TestFactory
  Stream<DynamicTest> everyLengthOctetButTheRightOneIsMalformed() {
    return Samples.all().entrySet().stream()
        .map(e -> dynamicTest(e.getKey(), () -> everyLengthOctet(e.getKey(), e.getValue())));
  }

  private static void everyLengthOctet(String hex, Frame frame) {
    byte[] message = Samples.bytes(hex);
    for (int length = 0; length <= 0xFF; length++) {
      message[0] = (byte) length;
      if (length == message.length) {
        assertEquals(frame, FrameDecoder.decode(ByteBuffer.wrap(message)));
      } else {
        assertMalformed(message);
      }
    }
  }

  /** The length octet is right, the octets are cut or filled up to it. */
  @TestFactory
  Stream<DynamicTest> everySizeOfEveryTypeInTheShortForm() {
    return codes().map(code -> dynamicTest(name(code), () -> everySize(code, 2, 255, false)));
  }

  @TestFactory
  Stream<DynamicTest> everySizeOfEveryTypeInTheLongForm() {
    return codes().map(code -> dynamicTest(name(code), () -> everySize(code, 4, LONGEST, true)));
  }

  private static Stream<Integer> codes() {
    return Stream.iterate(0, code -> code <= 0xFF, code -> code + 1);
  }

  private static String name(int code) {
    FrameType type = FrameType.ofCode(code);
    return HexFormat.of().toHexDigits((byte) code) + " " + (type == null ? "reserved" : type);
  }

  private static void everySize(int code, int from, int to, boolean longForm) {
    for (int size = from; size <= to; size++) {
      byte[] message = message(code, size, longForm);
      if (isLegal(code, longForm ? size - 2 : size)) {
        Frame frame = assertInstanceOf(Frame.class, FrameDecoder.decode(ByteBuffer.wrap(message)));
        assertEquals(code, frame.type().code());
      } else {
        assertMalformed(message);
      }
    }
  }

  private static byte[] message(int code, int size, boolean longForm) {
    ByteBuffer out = ByteBuffer.allocate(size);
    if (longForm) {
      out.put((byte) 1).putShort((short) size);
    } else {
      out.put((byte) size);
    }
    return out.put((byte) code).array();
  }

  @Test
  void aLengthBelowItsOwnHeaderIsMalformed() {
    for (String hex : new String[] {"00", "01", "00 16", "01 16", "02", "01 00", "01 00 16"}) {
      assertMalformed(Samples.bytes(hex));
    }
    for (int length = 0; length < 4; length++) {
      assertMalformed(new byte[] {1, 0, (byte) length, 0x16});
      assertMalformed(Arrays.copyOf(new byte[] {1, 0, (byte) length, 0x16}, length));
    }
  }

  @Test
  void publishesAtTheEdgeOfTheShortForm() {
    assertPublish(247, 254, "FE 0C");
    assertPublish(248, 255, "FF 0C");
    assertPublish(249, 258, "01 01 02 0C");
    assertPublish(250, 259, "01 01 03 0C");
    assertPublish(65_526, 65_535, "01 FF FF 0C");
  }

  private static void assertPublish(int dataOctets, int total, String start) {
    assertEdge(
        new Frame.Publish(
            false, Qos.AT_MOST_ONCE, false, TopicIdType.NORMAL, 1, 0, octets(dataOctets)),
        total,
        start);
  }

  @Test
  void otherMessagesAtTheEdgeOfTheShortForm() {
    assertEdge(new Frame.Register(1, 2, octets(249)), 255, "FF 0A");
    assertEdge(new Frame.Register(1, 2, octets(250)), 258, "01 01 02 0A");
    assertEdge(subscribe(250), 255, "FF 12");
    assertEdge(subscribe(251), 258, "01 01 02 12");
    assertEdge(new Frame.Unsubscribe(TopicIdType.NORMAL, 1, octets(251)), 258, "01 01 02 14");
    assertEdge(new Frame.Connect(false, true, 1, 60, octets(249)), 255, "FF 04");
    assertEdge(new Frame.Connect(false, true, 1, 60, octets(250)), 258, "01 01 02 04");
    assertEdge(new Frame.WillTopic(Qos.AT_LEAST_ONCE, true, octets(252)), 255, "FF 07");
    assertEdge(new Frame.WillTopic(Qos.AT_LEAST_ONCE, true, octets(253)), 258, "01 01 02 07");
    assertEdge(new Frame.WillMsg(octets(253)), 255, "FF 09");
    assertEdge(new Frame.WillMsg(octets(254)), 258, "01 01 02 09");
    assertEdge(new Frame.PingReq(octets(253)), 255, "FF 16");
    assertEdge(new Frame.PingReq(octets(254)), 258, "01 01 02 16");
  }

  private static Frame subscribe(int filterOctets) {
    return new Frame.Subscribe(
        false, Qos.AT_LEAST_ONCE, TopicIdType.NORMAL, 1, octets(filterOctets));
  }

  private static void assertEdge(Frame frame, int total, String start) {
    byte[] message = FrameEncoder.encode(frame);
    byte[] expected = Samples.bytes(start);
    assertEquals(total, message.length);
    assertEquals(total, FrameEncoder.lengthOf(frame));
    assertArrayEquals(expected, Arrays.copyOf(message, expected.length));
    assertEquals(frame, FrameDecoder.decode(ByteBuffer.wrap(message)));
  }

  /** No encoder needs these totals, a decoder may meet them. */
  @Test
  void totals256And257AreReadInTheLongForm() {
    for (int total = 256; total <= 257; total++) {
      Decoded decoded =
          FrameDecoder.decode(ByteBuffer.wrap(message(FrameType.PUBLISH.code(), total, true)));
      Frame.Publish publish = assertInstanceOf(Frame.Publish.class, decoded);
      assertEquals(total - 9, publish.data().length());
    }
  }

  /** Only what remains in the buffer counts, and its position stays. */
  @Test
  void aMessageInTheMiddleOfABuffer() {
    ByteBuffer buffer = ByteBuffer.wrap(Samples.bytes("FF FF 04 16 63 31 FF")).position(2).limit(6);
    assertEquals(new Frame.PingReq(Octets.utf8("c1")), FrameDecoder.decode(buffer));
    assertEquals(2, buffer.position());
  }

  private static Octets octets(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return Octets.wrap(bytes);
  }

  private static byte[] longForm(byte[] shortForm) {
    int length = shortForm.length + 2;
    return ByteBuffer.allocate(length)
        .put((byte) 1)
        .putShort((short) length)
        .put(shortForm, 1, shortForm.length - 1)
        .array();
  }

  private static void assertMalformed(byte[] message) {
    assertInstanceOf(
        Malformed.class,
        FrameDecoder.decode(ByteBuffer.wrap(message)),
        () -> HexFormat.ofDelimiter(" ").formatHex(message));
  }
}
