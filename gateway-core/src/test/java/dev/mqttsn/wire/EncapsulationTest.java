package dev.mqttsn.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A forwarder's envelope (fact sheet 6): its length ends at the node id, its message is whole. */
final class EncapsulationTest {
  private static final Octets NODE = Octets.wrap(new byte[] {0x0A, 0x01});

  @Test
  void thePingOfAWirelessNode() {
    Encapsulation envelope = open("05 FE 00 0A 01 02 16");
    assertEquals(NODE, envelope.nodeId());
    assertEquals(0, envelope.radius());
    assertEquals(new Frame.PingReq(Octets.EMPTY), FrameDecoder.decode(envelope.message()));
  }

  @Test
  void itsAnswerIsWrappedForTheSameNode() {
    assertArrayEquals(
        Samples.bytes("05 FE 00 0A 01 02 17"), FrameEncoder.encode(new Frame.PingResp(), NODE, 0));
  }

  @Test
  void theConnectOfAWirelessNode() {
    Encapsulation envelope = open("05 FE 00 0A 01 08 04 04 01 00 3C 63 31");
    assertEquals(
        new Frame.Connect(false, true, 1, 60, Octets.utf8("c1")),
        FrameDecoder.decode(envelope.message()));
  }

  @Test
  void everyExampleThereAndBack() {
    Samples.all()
        .forEach(
            (hex, frame) -> {
              byte[] datagram = FrameEncoder.encode(frame, NODE, 2);
              assertEquals(5 + Samples.bytes(hex).length, datagram.length);
              Encapsulation envelope = Encapsulation.open(ByteBuffer.wrap(datagram));
              assertEquals(2, envelope.radius());
              assertEquals(NODE, envelope.nodeId());
              assertEquals(frame, FrameDecoder.decode(envelope.message()));
            });
  }

  @Test
  void theUpperBitsOfCtrlAreIgnored() {
    assertEquals(3, open("05 FE FF 0A 01 02 16").radius());
    assertEquals(1, open("05 FE 81 0A 01 02 16").radius());
  }

  @Test
  void theMessageMayBeInTheLongForm() {
    byte[] data = new byte[300];
    Arrays.fill(data, (byte) 'x');
    Frame publish =
        new Frame.Publish(
            false, Qos.AT_MOST_ONCE, false, TopicIdType.NORMAL, 1, 0, Octets.wrap(data));
    byte[] datagram = FrameEncoder.encode(publish, NODE, 0);
    assertEquals(5 + 9 + 300, datagram.length);
    assertEquals(5, datagram[0]);
    Encapsulation envelope = Encapsulation.open(ByteBuffer.wrap(datagram));
    assertEquals(publish, FrameDecoder.decode(envelope.message()));
  }

  @Test
  void nodeIdsOf1To252Octets() {
    for (int length = 1; length <= 252; length++) {
      byte[] id = new byte[length];
      Arrays.fill(id, (byte) length);
      byte[] datagram = FrameEncoder.encode(new Frame.PingResp(), Octets.wrap(id), 0);
      assertEquals(3 + length, datagram[0] & 0xFF);
      Encapsulation envelope = Encapsulation.open(ByteBuffer.wrap(datagram));
      assertEquals(Octets.wrap(id), envelope.nodeId());
      assertEquals(new Frame.PingResp(), FrameDecoder.decode(envelope.message()));
    }
  }

  @Test
  void nodeIdsAreComparedWithTheirLength() {
    assertFalse(open("04 FE 00 0A 02 16").nodeId().equals(open("05 FE 00 0A 00 02 16").nodeId()));
  }

  @Test
  void withoutANodeIdItIsMalformed() {
    assertNull(open("03 FE 00 02 16"));
    assertNull(open("02 FE 02 16"));
    assertNull(open("00 FE 00 0A 01 02 16"));
  }

  @Test
  void everyTruncationIsMalformed() {
    byte[] datagram = Samples.bytes("05 FE 00 0A 01 08 04 04 01 00 3C 63 31");
    for (int size = 2; size < datagram.length; size++) {
      ByteBuffer cut = ByteBuffer.wrap(datagram, 0, size);
      assertTrue(Encapsulation.isEncapsulated(cut));
      Encapsulation envelope = Encapsulation.open(cut);
      assertEquals(size < 5, envelope == null);
      if (envelope != null) {
        assertInstanceOf(Malformed.class, FrameDecoder.decode(envelope.message()));
      }
    }
  }

  /** Every length octet gives a malformed envelope, or one whose message can be judged. */
  @Test
  void everyLengthOctet() {
    byte[] datagram = Samples.bytes("05 FE 00 0A 01 02 16");
    for (int length = 0; length <= 0xFF; length++) {
      datagram[0] = (byte) length;
      if (length == 1) {
        assertFalse(Encapsulation.isEncapsulated(ByteBuffer.wrap(datagram)));
        continue;
      }
      Encapsulation envelope = Encapsulation.open(ByteBuffer.wrap(datagram));
      assertEquals(length < 4 || length > datagram.length, envelope == null);
      if (envelope != null && length != 5) {
        assertInstanceOf(Malformed.class, FrameDecoder.decode(envelope.message()));
      }
    }
  }

  @Test
  void aTailBehindTheMessageIsMalformed() {
    assertInstanceOf(
        Malformed.class, FrameDecoder.decode(open("05 FE 00 0A 01 02 16 00").message()));
  }

  @Test
  void anEnvelopeInAnEnvelopeIsMalformed() {
    assertInstanceOf(
        Malformed.class, FrameDecoder.decode(open("04 FE 00 07 05 FE 00 0A 01 02 16").message()));
    assertInstanceOf(Malformed.class, FrameDecoder.decode(open("04 FE 00 07 02 FE").message()));
  }

  /** The envelope has no long form: octet 1 is then a length. */
  @Test
  void messagesAreNoEnvelopes() {
    assertFalse(isEncapsulated("01 FE 00 0A"));
    assertFalse(isEncapsulated("02 16"));
    assertFalse(isEncapsulated("FE"));
    assertFalse(Encapsulation.isEncapsulated(ByteBuffer.allocate(0)));
    assertTrue(isEncapsulated("05 FE 00 0A 01 02 16"));
  }

  @Test
  void anEnvelopeInTheMiddleOfABuffer() {
    ByteBuffer buffer = ByteBuffer.wrap(Samples.bytes("00 04 FE 00 0A 02 16 00"));
    buffer.position(1).limit(7);
    assertTrue(Encapsulation.isEncapsulated(buffer));
    Encapsulation envelope = Encapsulation.open(buffer);
    assertEquals(new Frame.PingReq(Octets.EMPTY), FrameDecoder.decode(envelope.message()));
    assertEquals(1, buffer.position());
  }

  private static boolean isEncapsulated(String hex) {
    return Encapsulation.isEncapsulated(ByteBuffer.wrap(Samples.bytes(hex)));
  }

  private static Encapsulation open(String hex) {
    return Encapsulation.open(ByteBuffer.wrap(Samples.bytes(hex)));
  }
}
