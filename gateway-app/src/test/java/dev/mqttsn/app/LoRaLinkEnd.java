package dev.mqttsn.app;

import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A LoRaLink modem that delivers whatever it is given. */
final class LoRaLinkEnd implements FarEnd {
  private static final int MQTT_SN = 0x40;
  private static final int SENT = 0x80;

  private final ApiFrames frames = new ApiFrames(true, true);

  @Override
  public byte[] write(Octets from, byte[] message) {
    return received(from.at(0), MQTT_SN, message);
  }

  private byte[] received(int source, int type, byte[] payload) {
    ByteBuffer data = ByteBuffer.allocate(6 + payload.length);
    data.put((byte) source).putShort((short) -70).putShort((short) 9);
    return frames.encode(data.put((byte) type).put(payload).array());
  }

  @Override
  public List<Heard> hear(byte[] octets, int count) {
    return frames.feed(octets, count).stream().map(this::heard).toList();
  }

  private Heard heard(byte[] data) {
    if (data[1] != MQTT_SN) {
      throw new IllegalStateException("the gateway sends nothing but MQTT-SN");
    }
    return new Heard(
        Octets.wrap(Arrays.copyOf(data, 1)),
        Octets.wrap(Arrays.copyOfRange(data, 2, data.length)),
        Octets.wrap(received(1, SENT, new byte[0])));
  }

  @Override
  public Octets broadcast() {
    return Octets.wrap(new byte[] {(byte) 0xFF});
  }
}
