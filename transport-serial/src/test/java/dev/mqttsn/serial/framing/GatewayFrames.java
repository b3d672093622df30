package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The modem's or node's view of what the gateway writes. */
public final class GatewayFrames {
  /**
   * A frame of the gateway.
   *
   * @param answer what a modem answers when it has delivered the frame; empty for a plain line
   */
  public record Sent(Octets to, Octets message, Octets answer) {}

  private interface Hearing {
    void feed(byte[] octets, int length, List<Sent> out);
  }

  private final Hearing hearing;

  private GatewayFrames(Hearing hearing) {
    this.hearing = hearing;
  }

  public List<Sent> feed(byte[] octets, int length) {
    List<Sent> out = new ArrayList<>();
    hearing.feed(octets, length, out);
    return out;
  }

  static GatewayFrames pointToPoint(Framing framing) {
    return new GatewayFrames(
        (octets, length, out) -> {
          for (Incoming incoming : framing.feed(octets, 0, length, 0)) {
            // a port that was closed while it was written to leaves a frame cut off
            if (incoming instanceof Incoming.Message message) {
              out.add(new Sent(Octets.EMPTY, message.message(), Octets.EMPTY));
            }
          }
        });
  }

  private interface DataReader {
    Sent read(byte[] data);
  }

  private static GatewayFrames api(Deframer deframer, DataReader reader) {
    return new GatewayFrames(
        (octets, length, out) ->
            deframer.feed(
                octets,
                0,
                length,
                0,
                new Deframer.Output() {
                  @Override
                  public void onFrame(byte[] frame) {
                    out.add(reader.read(frame));
                  }

                  @Override
                  public void onDamaged(int count) {
                    throw new AssertionError("the gateway wrote " + count + " octets of no frame");
                  }
                }));
  }

  static GatewayFrames xbee(XBeeMode mode) {
    return api(
        mode.deframer(2_000),
        frame -> {
          byte[] data = mode.data(frame);
          byte[] status = {(byte) 0x8B, data[1], 0x4A, (byte) 0x81, 0, 0, 0};
          byte[] answer = ApiFrame.encode(status, ApiFrame.LengthOf.DATA, mode == XBeeMode.ESCAPED);
          return new Sent(
              Octets.wrap(Arrays.copyOfRange(data, 2, 10)),
              Octets.wrap(Arrays.copyOfRange(data, 14, data.length)),
              Octets.wrap(answer));
        });
  }

  static GatewayFrames loraLink() {
    byte[] sent = {1, 0, 0, 0, 0, (byte) 0x80};
    byte[] answer = ApiFrame.encode(sent, ApiFrame.LengthOf.DATA_AND_CHECKSUM, true);
    return api(
        new EscapedDeframer(ApiFrame.LengthOf.DATA_AND_CHECKSUM, 2_000),
        data ->
            new Sent(
                Octets.wrap(Arrays.copyOf(data, 1)),
                Octets.wrap(Arrays.copyOfRange(data, 2, data.length)),
                Octets.wrap(answer)));
  }
}
