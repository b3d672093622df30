package dev.mqttsn.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mqttsn.gateway.RecordedDatagrams;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a frame or malformed, in an envelope or without; a frame is written as read. */
final class CodecFuzzTest {
  private static final int SHORT_FORM_MAX = 255;

  static Stream<byte[]> recorded() {
    return RecordedDatagrams.distinctShapes().stream();
  }

  @MethodSource("recorded")
  @FuzzTest(maxDuration = "10m")
  void anyDatagram(byte[] datagram) {
    ByteBuffer in = amidOtherOctets(datagram);
    int position = in.position();
    boolean enveloped = Encapsulation.isEncapsulated(in);
    Encapsulation envelope = enveloped ? Encapsulation.open(in) : null;
    ByteBuffer message = envelope == null ? in : envelope.message();
    int octets = message.remaining();
    Decoded decoded = FrameDecoder.decode(message);
    assertEquals(octets, message.remaining(), "decoding takes nothing from the buffer");
    assertEquals(position, in.position(), "opening takes nothing from the buffer");
    if (decoded instanceof Frame frame) {
      assertTrue(!enveloped || envelope != null, "an envelope is not itself a message");
      checkWriting(frame, octets);
      checkEnvelope(frame, envelope);
    }
  }

  /** A driver's buffer begins before the datagram and ends after it. */
  private static ByteBuffer amidOtherOctets(byte[] datagram) {
    byte[] octets = new byte[datagram.length + 5];
    System.arraycopy(datagram, 0, octets, 3, datagram.length);
    return ByteBuffer.wrap(octets, 3, datagram.length).asReadOnlyBuffer();
  }

  private static void checkWriting(Frame frame, int readOctets) {
    byte[] written = FrameEncoder.encode(frame);
    assertEquals(written.length, FrameEncoder.lengthOf(frame), "the length that was foretold");
    assertEquals(written.length <= SHORT_FORM_MAX, written[0] != 1, "short where it fits");
    assertTrue(
        written.length <= readOctets, () -> frame + " was read from " + readOctets + " octets");
    Frame again = (Frame) FrameDecoder.decode(ByteBuffer.wrap(written));
    if (!meansNothing(frame)) {
      assertEquals(frame, again);
    }
    assertArrayEquals(written, FrameEncoder.encode(again), "written the same again");
  }

  /** The flags before an empty will topic are not written (fact sheet 2.7). */
  private static boolean meansNothing(Frame frame) {
    return (frame instanceof Frame.WillTopic topic && topic.topic().isEmpty())
        || (frame instanceof Frame.WillTopicUpd update && update.topic().isEmpty());
  }

  private static void checkEnvelope(Frame frame, Encapsulation envelope) {
    if (envelope == null) {
      return;
    }
    byte[] plain = FrameEncoder.encode(frame);
    byte[] wrapped = FrameEncoder.encode(frame, envelope.nodeId(), envelope.radius());
    assertTrue(Encapsulation.isEncapsulated(ByteBuffer.wrap(wrapped)));
    Encapsulation again = Encapsulation.open(ByteBuffer.wrap(wrapped));
    assertEquals(envelope.nodeId(), again.nodeId());
    assertEquals(envelope.radius(), again.radius());
    assertEquals(Octets.wrap(plain), Octets.remaining(again.message()));
  }
}
