package dev.mqttsn.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Datagrams that nobody should send: noise, noise behind a right header, frames with some octets
 * changed, each of them now and then in a forwarder's envelope.
 */
public final class RandomDatagrams {
  private static final int LONGEST = 400;
  private static final List<byte[]> EXAMPLES =
      Samples.all().keySet().stream().map(Samples::bytes).toList();

  private final RandomGenerator random;
  private final RandomFrames frames;

  public RandomDatagrams(RandomGenerator random) {
    this.random = random;
    this.frames = new RandomFrames(random);
  }

  public byte[] next() {
    byte[] message = message();
    return random.nextInt(8) == 0 ? enveloped(message) : message;
  }

  private byte[] message() {
    return switch (random.nextInt(5)) {
      case 0 -> noise();
      case 1 -> noiseOfRightLength();
      case 2 -> damaged(FrameEncoder.encode(frames.next()));
      case 3 -> damaged(EXAMPLES.get(random.nextInt(EXAMPLES.size())).clone());
      default -> FrameEncoder.encode(frames.next());
    };
  }

  private byte[] noise() {
    byte[] octets = new byte[random.nextInt(1 + random.nextInt(LONGEST))];
    random.nextBytes(octets);
    return octets;
  }

  private byte[] noiseOfRightLength() {
    byte[] octets = new byte[2 + random.nextInt(30)];
    random.nextBytes(octets);
    octets[0] = (byte) octets.length;
    octets[1] = (byte) random.nextInt(0x20);
    return octets;
  }

  private byte[] damaged(byte[] message) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      message[random.nextInt(message.length)] = (byte) random.nextInt(0x100);
    }
    return message;
  }

  private byte[] enveloped(byte[] message) {
    byte[] nodeId = new byte[random.nextInt(4)];
    random.nextBytes(nodeId);
    return ByteBuffer.allocate(3 + nodeId.length + message.length)
        .put((byte) (3 + nodeId.length))
        .put((byte) FrameType.ENCAPSULATION)
        .put((byte) random.nextInt(0x100))
        .put(nodeId)
        .put(message)
        .array();
  }
}
