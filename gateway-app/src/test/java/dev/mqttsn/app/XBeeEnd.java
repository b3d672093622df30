package dev.mqttsn.app;

import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** An XBee modem that delivers whatever it is given. */
final class XBeeEnd implements FarEnd {
  private static final int RECEIVE = 0x90;
  private static final int TRANSMIT = 0x10;
  private static final int STATUS = 0x8B;
  private static final short SHORT_ADDRESS = 0x4A81;
  private static final int ADDRESS_OCTETS = 8;

  private final ApiFrames frames;

  XBeeEnd(boolean escapes) {
    frames = new ApiFrames(escapes, false);
  }

  @Override
  public byte[] write(Octets from, byte[] message) {
    ByteBuffer data = ByteBuffer.allocate(1 + ADDRESS_OCTETS + 2 + 1 + message.length);
    data.put((byte) RECEIVE).put(from.array()).putShort(SHORT_ADDRESS).put((byte) 1).put(message);
    return frames.encode(data.array());
  }

  @Override
  public List<Heard> hear(byte[] octets, int count) {
    return frames.feed(octets, count).stream().map(this::heard).toList();
  }

  private Heard heard(byte[] data) {
    if (data[0] != TRANSMIT) {
      throw new IllegalStateException("the gateway sends nothing but TX requests");
    }
    byte[] status = {(byte) STATUS, data[1], 0x4A, (byte) 0x81, 0, 0, 0};
    return new Heard(
        Octets.wrap(Arrays.copyOfRange(data, 2, 2 + ADDRESS_OCTETS)),
        Octets.wrap(Arrays.copyOfRange(data, 2 + ADDRESS_OCTETS + 4, data.length)),
        Octets.wrap(frames.encode(status)));
  }

  @Override
  public Octets broadcast() {
    return Octets.wrap(HexFormat.of().parseHex("000000000000ffff"));
  }
}
