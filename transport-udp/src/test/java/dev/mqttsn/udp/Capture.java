package dev.mqttsn.udp;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The octets of a capture file in any of its dialects, put together by hand. */
final class Capture {
  private static final int MICROSECONDS = 0xA1B2C3D4;

  private final ByteBuffer file = ByteBuffer.allocate(1 << 20);

  Capture(ByteOrder order, int magic, int linkType) {
    file.order(order).putInt(magic).putShort((short) 2).putShort((short) 4);
    file.putInt(0).putInt(0).putInt(65_535).putInt(linkType);
  }

  static Capture of(int linkType) {
    return new Capture(ByteOrder.LITTLE_ENDIAN, MICROSECONDS, linkType);
  }

  Capture packet(int seconds, int fraction, byte[] packet) {
    file.putInt(seconds).putInt(fraction).putInt(packet.length).putInt(packet.length).put(packet);
    return this;
  }

  Capture packet(byte[]... parts) {
    return packet(1, 2, join(parts));
  }

  byte[] octets() {
    byte[] octets = new byte[file.position()];
    file.get(0, octets);
    return octets;
  }

  PcapReader reader() throws Exception {
    return PcapReader.open(new ByteArrayInputStream(octets()));
  }

  List<PcapDatagram> datagrams() throws Exception {
    return all(reader());
  }

  static List<PcapDatagram> all(PcapReader reader) throws Exception {
    List<PcapDatagram> datagrams = new ArrayList<>();
    for (Optional<PcapDatagram> next = reader.next(); next.isPresent(); next = reader.next()) {
      datagrams.add(next.get());
    }
    return datagrams;
  }

  /** From 192.0.2.1:4711 to 192.0.2.9:1883, with a header of 24 octets. */
  static byte[] ipv4(byte[] payload) {
    return ipv4(0, payload);
  }

  static byte[] ipv4(int flagsAndOffset, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(24);
    packet.put((byte) 0x46).put((byte) 0).putShort((short) (24 + 8 + payload.length));
    packet.putShort((short) 7).putShort((short) flagsAndOffset);
    packet.put((byte) 64).put((byte) 17).putShort((short) 0);
    packet.put(new byte[] {(byte) 192, 0, 2, 1, (byte) 192, 0, 2, 9}).putInt(0x01010100);
    return join(packet.array(), udp(payload));
  }

  /** From 2001:db8::1 to 2001:db8::9, same ports, behind these extension headers. */
  static byte[] ipv6(int next, byte[] extensions, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(40);
    packet.putInt(0x6000_0000).putShort((short) (extensions.length + 8 + payload.length));
    packet.put((byte) next).put((byte) 64);
    packet.putLong(0x2001_0DB8_0000_0000L).putLong(1).putLong(0x2001_0DB8_0000_0000L).putLong(9);
    return join(packet.array(), extensions, udp(payload));
  }

  static byte[] udp(byte[] payload) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
    datagram.putShort((short) 4711).putShort((short) 1883);
    datagram.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    return datagram.array();
  }

  static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(100_000);
    for (byte[] part : parts) {
      all.put(part);
    }
    byte[] octets = new byte[all.position()];
    all.get(0, octets);
    return octets;
  }
}
