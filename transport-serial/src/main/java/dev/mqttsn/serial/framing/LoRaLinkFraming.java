package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The LoRaLink modem of the Eclipse Paho gateway: one octet of address, RSSI and SNR per frame. */
final class LoRaLinkFraming extends DeframedFraming {
  private static final int MQTT_SN = 0x40;
  private static final int SENT = 0x80;
  private static final int NO_FREE_CHANNEL = 0x81;
  private static final int SEND_TIMED_OUT = 0x82;

  private static final int RECEIVE_HEADER = 6;
  private static final int TRANSMIT_HEADER = 2;
  private static final int BROADCAST_ADDRESS = 0xFF;
  private static final Octets BROADCAST = Octets.wrap(new byte[] {(byte) BROADCAST_ADDRESS});

  LoRaLinkFraming(int maxFrameOctets) {
    super(
        new EscapedDeframer(ApiFrame.LengthOf.DATA_AND_CHECKSUM, maxFrameOctets + RECEIVE_HEADER));
  }

  @Override
  public void onFrame(byte[] data) {
    if (data.length < RECEIVE_HEADER) {
      onDamaged(data.length);
      return;
    }
    int type = data[RECEIVE_HEADER - 1] & 0xFF;
    switch (type) {
      case MQTT_SN -> onMessage(data);
      case SENT, NO_FREE_CHANNEL, SEND_TIMED_OUT ->
          hear(new Incoming.TxStatus(0, type == SENT, type));
      default -> hear(new Incoming.Note("frame of another type", type));
    }
  }

  private void onMessage(byte[] data) {
    int source = data[0] & 0xFF;
    if (source == 0 || source == BROADCAST_ADDRESS || data.length == RECEIVE_HEADER) {
      onDamaged(data.length);
      return;
    }
    ByteBuffer header = ByteBuffer.wrap(data);
    hear(
        new Incoming.Message(
            Octets.wrap(Arrays.copyOf(data, 1)),
            Octets.wrap(Arrays.copyOfRange(data, RECEIVE_HEADER, data.length)),
            new Signal(header.getShort(1), header.getShort(3))));
  }

  @Override
  public byte[] encode(Octets to, byte[] message, int frameId) {
    if (to.length() != 1) {
      throw new IllegalArgumentException("not the address of a LoRaLink node: " + to);
    }
    byte[] data = new byte[TRANSMIT_HEADER + message.length];
    data[0] = (byte) to.at(0);
    data[1] = MQTT_SN;
    System.arraycopy(message, 0, data, TRANSMIT_HEADER, message.length);
    return ApiFrame.encode(data, ApiFrame.LengthOf.DATA_AND_CHECKSUM, true);
  }

  @Override
  public Octets broadcastAddress() {
    return BROADCAST;
  }

  @Override
  public Confirmation confirmation() {
    return Confirmation.BY_MODEM;
  }
}
