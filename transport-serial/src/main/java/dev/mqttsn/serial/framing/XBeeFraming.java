package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * XBee modems in API mode (802.15.4, ZigBee, DigiMesh). A node is its 64-bit address; its 16-bit
 * one changes when it joins the mesh again.
 */
final class XBeeFraming extends DeframedFraming {
  private static final int TRANSMIT = 0x10;
  private static final int AT_RESPONSE = 0x88;
  private static final int MODEM_STATUS = 0x8A;
  private static final int TRANSMIT_STATUS = 0x8B;
  private static final int RECEIVE = 0x90;
  private static final int EXPLICIT_RECEIVE = 0x91;

  private static final int ADDRESS_OCTETS = 8;
  private static final int RECEIVE_HEADER = 1 + ADDRESS_OCTETS + 2 + 1;
  private static final int TRANSMIT_HEADER = 2 + ADDRESS_OCTETS + 2 + 2;
  private static final int STATUS_OCTETS = 7;
  private static final int STATUS_DELIVERY = 5;
  private static final Octets BROADCAST = Octets.wrap(HexFormat.of().parseHex("000000000000ffff"));

  private final XBeeMode mode;
  private final ShortAddresses shortAddresses = new ShortAddresses();

  XBeeFraming(XBeeMode mode, int maxFrameOctets) {
    super(mode.deframer(maxFrameOctets + TRANSMIT_HEADER));
    this.mode = mode;
  }

  @Override
  public void onFrame(byte[] frame) {
    byte[] data = mode.data(frame);
    switch (data[0] & 0xFF) {
      case RECEIVE -> onReceive(data);
      case TRANSMIT_STATUS -> onStatus(data);
      case MODEM_STATUS -> onNote("modem status", data);
      case AT_RESPONSE -> onNote("AT response", data);
      case EXPLICIT_RECEIVE -> onNote("explicit receive", data);
      default -> onNote("frame of another type", data);
    }
  }

  private void onNote(String what, byte[] data) {
    hear(new Incoming.Note(what, data.length > 1 ? data[1] & 0xFF : 0));
  }

  private void onReceive(byte[] data) {
    if (data.length <= RECEIVE_HEADER) {
      onDamaged(data.length);
      return;
    }
    Octets from = Octets.wrap(Arrays.copyOfRange(data, 1, 1 + ADDRESS_OCTETS));
    shortAddresses.put(from, ByteBuffer.wrap(data).getShort(1 + ADDRESS_OCTETS) & 0xFFFF);
    Octets message = Octets.wrap(Arrays.copyOfRange(data, RECEIVE_HEADER, data.length));
    hear(new Incoming.Message(from, message, Signal.UNKNOWN));
  }

  private void onStatus(byte[] data) {
    if (data.length < STATUS_OCTETS) {
      onDamaged(data.length);
      return;
    }
    int code = data[STATUS_DELIVERY] & 0xFF;
    hear(new Incoming.TxStatus(data[1] & 0xFF, code == 0, code));
  }

  @Override
  public byte[] encode(Octets to, byte[] message, int frameId) {
    if (to.length() != ADDRESS_OCTETS) {
      throw new IllegalArgumentException("not the address of an XBee: " + to);
    }
    ByteBuffer data = ByteBuffer.allocate(TRANSMIT_HEADER + message.length);
    data.put((byte) TRANSMIT).put((byte) frameId);
    to.writeTo(data);
    data.putShort((short) shortAddresses.get(to)).put((byte) 0).put((byte) 0).put(message);
    return ApiFrame.encode(data.array(), ApiFrame.LengthOf.DATA, mode == XBeeMode.ESCAPED);
  }

  @Override
  public Octets broadcastAddress() {
    return BROADCAST;
  }

  @Override
  public Confirmation confirmation() {
    return Confirmation.BY_FRAME;
  }

  @Override
  public void onUndelivered(Octets to) {
    shortAddresses.forget(to);
  }
}
