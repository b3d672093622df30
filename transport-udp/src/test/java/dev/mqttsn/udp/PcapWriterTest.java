package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapWriterTest {
  private static final Link LINK = new Link("udp test", 1_400);
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final long DEADLINE_NANOS = 10_000_000_000L;

  @TempDir Path folder;

  private NodeAddress node(String host, int port) throws IOException {
    return NodeAddress.direct(LINK, TestNode.address(host, port));
  }

  private Path file() {
    return folder.resolve("test.pcap");
  }

  private PcapWriter open(String local, String group) throws IOException {
    PcapWriter pcap = PcapWriter.open(file());
    pcap.register(LINK, new InetSocketAddress(local, 1883), new InetSocketAddress(group, 1885));
    return pcap;
  }

  private ByteBuffer written() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file()));
  }

  @Test
  void theFileIsReadableBeforeAnythingIsHeard() throws IOException {
    PcapWriter pcap = PcapWriter.open(file());
    ByteBuffer header = written();
    pcap.close();

    assertEquals(FILE_HEADER, header.remaining());
    assertEquals(0xA1B2C3D4, header.getInt(0));
    assertEquals(101, header.getInt(20));
  }

  @Test
  void receivedAndSentHaveTheirEnds() throws IOException {
    try (PcapWriter pcap = open("192.0.2.9", "239.1.2.3")) {
      ByteBuffer datagram = ByteBuffer.wrap(new byte[] {9, 9, 2, 0x16}).position(2);
      pcap.received(node("192.0.2.1", 4711), datagram);
      assertEquals(2, datagram.position(), "the sink reads it after the capture");
      pcap.sent(node("192.0.2.1", 4711), new byte[] {2, 0x17});
      pcap.broadcast(LINK, new byte[] {3, 2, 1});
      pcap.receivedAt(
          new InetSocketAddress("239.1.2.3", 1885),
          node("192.0.2.1", 4711),
          ByteBuffer.wrap(new byte[] {3, 1, 0}));
    }
    ByteBuffer file = written().position(FILE_HEADER);
    assertIpv4(file, "192.0.2.1", 4711, "192.0.2.9", 1883, new byte[] {2, 0x16});
    assertIpv4(file, "192.0.2.9", 1883, "192.0.2.1", 4711, new byte[] {2, 0x17});
    assertIpv4(file, "192.0.2.9", 1883, "239.1.2.3", 1885, new byte[] {3, 2, 1});
    assertIpv4(file, "192.0.2.1", 4711, "239.1.2.3", 1885, new byte[] {3, 1, 0});
    assertFalse(file.hasRemaining());
  }

  @Test
  void ipv6HasAChecksum() throws IOException {
    try (PcapWriter pcap = open("2001:db8::9", "ff15::1")) {
      pcap.received(node("2001:db8::1", 65_535), ByteBuffer.wrap(new byte[] {2, 0x16, 7}));
    }
    ByteBuffer packet = packet(written().position(FILE_HEADER));
    assertEquals(40 + 8 + 3, packet.remaining());
    assertEquals(0x60, packet.get(0));
    assertEquals(8 + 3, packet.getShort(4));
    assertEquals(17, packet.get(6));
    assertArrayEquals(InetAddress.getByName("2001:db8::1").getAddress(), octets(packet, 8, 16));
    assertArrayEquals(InetAddress.getByName("2001:db8::9").getAddress(), octets(packet, 24, 16));
    assertEquals(65_535, packet.getShort(40) & 0xFFFF);
    assertEquals(1883, packet.getShort(42));
    assertUdpChecksum(packet, 8, 40);
  }

  @Test
  void theAddressOfASocketOnAllAddressesIsFound() throws IOException {
    try (PcapWriter pcap = open("::", "::")) {
      pcap.received(node("127.0.0.1", 4711), ByteBuffer.wrap(new byte[] {2, 0x16}));
    }
    ByteBuffer file = written().position(FILE_HEADER);
    assertIpv4(file, "127.0.0.1", 4711, "127.0.0.1", 1883, new byte[] {2, 0x16});
  }

  @Test
  void theLargestDatagramFits() throws IOException {
    byte[] payload = new byte[65_507];
    Arrays.fill(payload, (byte) 0xFF);
    try (PcapWriter pcap = open("192.0.2.9", "239.1.2.3")) {
      for (int i = 0; i < 10; i++) {
        pcap.sent(node("192.0.2.1", 1), payload);
      }
    }
    ByteBuffer file = written().position(FILE_HEADER);
    for (int i = 0; i < 10; i++) {
      assertIpv4(file, "192.0.2.9", 1883, "192.0.2.1", 1, payload);
    }
    assertFalse(file.hasRemaining());
  }

  @Test
  void isOnDiskSoonAndStampedWithTheWallClock() throws IOException {
    long before = System.currentTimeMillis();
    try (PcapWriter pcap = open("192.0.2.9", "239.1.2.3")) {
      pcap.sent(node("192.0.2.1", 1), new byte[] {2, 0x16});
      long deadline = System.nanoTime() + DEADLINE_NANOS;
      while (Files.size(file()) == FILE_HEADER) {
        assertTrue(System.nanoTime() < deadline, "nothing was written");
        Thread.onSpinWait();
      }
    }
    ByteBuffer file = written();
    long millis = file.getInt(FILE_HEADER) * 1000L + file.getInt(FILE_HEADER + 4) / 1000;
    assertTrue(millis >= before && millis <= System.currentTimeMillis(), "stamped " + millis);
  }

  @Test
  void whatComesAfterCloseIsIgnored() throws IOException {
    PcapWriter pcap = open("192.0.2.9", "239.1.2.3");
    pcap.close();
    pcap.close();

    pcap.sent(node("192.0.2.1", 1), new byte[] {2, 0x16});

    assertEquals(FILE_HEADER, Files.size(file()));
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidAtOnce() {
    assertThrows(IOException.class, () -> PcapWriter.open(folder.resolve("no/such/folder.pcap")));
  }

  @Test
  void theQueueIsBoundedInCountAndOctets() {
    CaptureQueue many = new CaptureQueue();
    for (int i = 0; i < CaptureQueue.MAX_DATAGRAMS + 3; i++) {
      many.offer(captured(1));
    }
    assertEquals(3, many.dropped());

    CaptureQueue large = new CaptureQueue();
    for (int i = 0; i < 20; i++) {
      large.offer(captured(CaptureQueue.MAX_OCTETS / 16));
    }
    assertEquals(4, large.dropped());
  }

  private static CapturedDatagram captured(int octets) {
    InetSocketAddress somewhere = new InetSocketAddress("192.0.2.1", 1);
    return new CapturedDatagram(0, somewhere, somewhere, Octets.wrap(new byte[octets]));
  }

  /** The next record's packet, which the file is then past. */
  private static ByteBuffer packet(ByteBuffer file) {
    int octets = file.getInt(file.position() + 8);
    assertEquals(octets, file.getInt(file.position() + 12));
    ByteBuffer packet = file.slice(file.position() + RECORD_HEADER, octets);
    file.position(file.position() + RECORD_HEADER + octets);
    return packet;
  }

  private static void assertIpv4(
      ByteBuffer file, String source, int sourcePort, String target, int targetPort, byte[] payload)
      throws IOException {
    ByteBuffer packet = packet(file);
    assertEquals(20 + 8 + payload.length, packet.remaining());
    assertEquals(0x45, packet.get(0));
    assertEquals(packet.remaining(), packet.getShort(2) & 0xFFFF);
    assertEquals(17, packet.get(9));
    assertEquals(0xFFFF, onesComplementSum(octets(packet, 0, 20)), "IPv4 header checksum");
    assertArrayEquals(InetAddress.getByName(source).getAddress(), octets(packet, 12, 4));
    assertArrayEquals(InetAddress.getByName(target).getAddress(), octets(packet, 16, 4));
    assertEquals(sourcePort, packet.getShort(20) & 0xFFFF);
    assertEquals(targetPort, packet.getShort(22) & 0xFFFF);
    assertEquals(8 + payload.length, packet.getShort(24) & 0xFFFF);
    assertUdpChecksum(packet, 12, 20);
    assertArrayEquals(payload, octets(packet, 28, payload.length));
  }

  /** Over a pseudo header of the addresses, protocol and length, then all of UDP (RFC 768). */
  private static void assertUdpChecksum(ByteBuffer packet, int addresses, int udp) {
    int udpOctets = packet.remaining() - udp;
    ByteBuffer summed = ByteBuffer.allocate(udp - addresses + 8 + udpOctets + 1);
    summed.put(octets(packet, addresses, udp - addresses)).putInt(17).putInt(udpOctets);
    summed.put(octets(packet, udp, udpOctets));
    assertEquals(0xFFFF, onesComplementSum(summed.array()), "UDP checksum");
  }

  private static int onesComplementSum(byte[] octets) {
    int sum = 0;
    for (int i = 0; i < octets.length; i++) {
      sum += (octets[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return sum;
  }

  private static byte[] octets(ByteBuffer from, int index, int count) {
    byte[] octets = new byte[count];
    from.get(index, octets);
    return octets;
  }
}
