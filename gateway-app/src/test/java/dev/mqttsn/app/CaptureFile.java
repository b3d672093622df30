package dev.mqttsn.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A pcap file put together by hand: IPv4 datagrams between 192.0.2.1, where the gateway is, and
 * nodes at 192.0.2.2, told apart by their ports.
 */
final class CaptureFile {
  static final int GATEWAY = 1883;

  private static final int BEGIN_SECONDS = 1_700_000_000;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  CaptureFile() {
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.writeBytes(header.putInt(65_535).putInt(101).array());
  }

  /** A node says something, in hexadecimal digits without the length. */
  CaptureFile up(long millis, int node, String content) {
    return packet(millis, 2, node, 1, GATEWAY, message(content));
  }

  /** The gateway says something to a node. */
  CaptureFile down(long millis, int node, String content) {
    return packet(millis, 1, GATEWAY, 2, node, message(content));
  }

  private static byte[] message(String content) {
    byte[] body = HexFormat.of().parseHex(content.replace(" ", ""));
    return ByteBuffer.allocate(1 + body.length).put((byte) (1 + body.length)).put(body).array();
  }

  /** A datagram between hosts 192.0.2.x. */
  CaptureFile packet(
      long millis, int source, int sourcePort, int target, int targetPort, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(28 + payload.length);
    packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0);
    packet.put((byte) 64).put((byte) 17).putShort((short) 0);
    packet.put(new byte[] {(byte) 192, 0, 2, (byte) source, (byte) 192, 0, 2, (byte) target});
    packet.putShort((short) sourcePort).putShort((short) targetPort);
    packet.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    return raw(millis, packet.array());
  }

  /** A packet as it is, from its IP header on. */
  CaptureFile raw(long millis, byte[] packet) {
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(BEGIN_SECONDS + (int) (millis / 1_000)).putInt((int) (millis % 1_000) * 1_000);
    file.writeBytes(header.putInt(packet.length).putInt(packet.length).array());
    file.writeBytes(packet);
    return this;
  }

  Path write(Path path) throws IOException {
    return Files.write(path, file.toByteArray());
  }
}
