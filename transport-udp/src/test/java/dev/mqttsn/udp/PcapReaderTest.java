package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {
  private static final byte[] PING = {2, 0x16};
  private static final String IPV4_NODE = "c00002011267";
  private static final String IPV4_GATEWAY = "c0000209075b";
  private static final byte[] NO_EXTENSION = {};

  @TempDir Path folder;

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static void assertPing(List<PcapDatagram> datagrams) {
    assertEquals(1, datagrams.size());
    PcapDatagram datagram = datagrams.get(0);
    assertEquals(IPV4_NODE, datagram.source().toString());
    assertEquals(IPV4_GATEWAY, datagram.destination().toString());
    assertEquals(Octets.wrap(PING), datagram.payload());
  }

  @ParameterizedTest
  @CsvSource({
    "true,  a1b2c3d4, 999999,    1700000000999999",
    "false, a1b2c3d4, 999999,    1700000000999999",
    "true,  a1b23c4d, 123456789, 1700000000123456",
    "false, a1b23c4d, 999999999, 1700000000999999"
  })
  void bothOctetOrdersAndBothUnitsOfTime(boolean big, String magic, int fraction, long micros)
      throws Exception {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<PcapDatagram> datagrams =
        new Capture(order, Integer.parseUnsignedInt(magic, 16), 101)
            .packet(1_700_000_000, fraction, Capture.ipv4(PING))
            .datagrams();
    assertPing(datagrams);
    assertEquals(micros, datagrams.get(0).timeMicros());
  }

  @Test
  void secondsBeyond2038() throws Exception {
    List<PcapDatagram> datagrams =
        Capture.of(101).packet(0xF000_0000, 1, Capture.ipv4(PING)).datagrams();
    assertEquals(4_026_531_840_000_001L, datagrams.get(0).timeMicros());
  }

  @ParameterizedTest
  @CsvSource({
    "0,   02000000",
    "0,   00000002",
    "108, 00000002",
    "1,   0102030405060708090a0b0c0800",
    "1,   0102030405060708090a0b0c810000050800",
    "1,   0102030405060708090a0b0c88a80005810000070800",
    "12,  ''",
    "101, ''",
    "228, ''",
    "113, 00000001000600010203040500000800",
    "113, 000000010006000102030405000081000005" + "0800",
    "276, 0800000000000001000100060102030405060000"
  })
  void eachLinkType(int linkType, String header) throws Exception {
    assertPing(Capture.of(linkType).packet(hex(header), Capture.ipv4(PING)).datagrams());
  }

  @ParameterizedTest
  @CsvSource({
    "0,   1e000000",
    "1,   0102030405060708090a0b0c86dd",
    "101, ''",
    "229, ''",
    "113, 000000010006000102030405000086dd",
    "276, 86dd000000000001000100060102030405060000"
  })
  void ipv6OnEachLinkType(int linkType, String header) throws Exception {
    byte[] packet = Capture.ipv6(17, NO_EXTENSION, PING);
    List<PcapDatagram> datagrams = Capture.of(linkType).packet(hex(header), packet).datagrams();
    assertEquals(1, datagrams.size());
    assertEquals("20010db8000000000000000000000001" + "1267", datagrams.get(0).source().toString());
    assertEquals(
        "20010db8000000000000000000000009" + "075b", datagrams.get(0).destination().toString());
    assertEquals(Octets.wrap(PING), datagrams.get(0).payload());
  }

  @Test
  void theUpperBitsOfTheLinkTypeSayOtherThings() throws Exception {
    assertPing(Capture.of(0x5400_0065).packet(Capture.ipv4(PING)).datagrams());
  }

  @Test
  void ethernetPaddingIsNotPayload() throws Exception {
    byte[] ethernet = hex("0102030405060708090a0b0c0800");
    assertPing(Capture.of(1).packet(ethernet, Capture.ipv4(PING), new byte[20]).datagrams());
  }

  @Test
  void extensionHeadersArePassed() throws Exception {
    String hopByHop = "2b00050200000000";
    String routing = "2c01000000000000" + "0000000000000000";
    String wholeFragment = "11000000" + "00000007";
    byte[] packet = Capture.ipv6(0, hex(hopByHop + routing + wholeFragment), PING);
    assertEquals(
        List.of(Octets.wrap(PING)),
        Capture.of(101).packet(packet).datagrams().stream().map(PcapDatagram::payload).toList());
  }

  @Test
  void fragmentsTruncatedPacketsAndOthersAreCountedAndPassedOver() throws Exception {
    byte[] whole = Capture.ipv4(PING);
    byte[] tcp = whole.clone();
    tcp[9] = 6;
    byte[] wrongUdpLength = whole.clone();
    wrongUdpLength[24 + 5] = 7;
    PcapReader reader =
        Capture.of(101)
            .packet(Capture.ipv4(0x2000, PING))
            .packet(Capture.ipv4(185, PING))
            .packet(Capture.ipv6(44, hex("1100000100000007"), PING))
            .packet(Capture.ipv6(44, hex("1100016800000007"), PING))
            .packet(Arrays.copyOf(whole, whole.length - 1))
            .packet(Arrays.copyOf(whole, 19))
            .packet(Arrays.copyOf(Capture.ipv6(17, NO_EXTENSION, PING), 47))
            .packet(Arrays.copyOf(Capture.ipv6(0, hex("1100"), PING), 45))
            .packet(tcp)
            .packet(wrongUdpLength)
            .packet(Capture.ipv6(58, NO_EXTENSION, PING))
            .packet(hex("2000"))
            .packet(hex(""))
            .packet(whole)
            .reader();
    assertPing(Capture.all(reader));
    assertEquals(new PcapCounts(1, 4, 4, 5), reader.counts());
  }

  @Test
  void otherEtherTypesAreOthers() throws Exception {
    PcapReader reader =
        Capture.of(1)
            .packet(hex("0102030405060708090a0b0c0806"), Capture.ipv4(PING))
            .packet(hex("0102030405060708090a0b0c0025"), Capture.ipv4(PING))
            .packet(hex("0102030405060708"))
            .packet(hex("0102030405060708090a0b0c81000005"))
            .reader();
    assertEquals(List.of(), Capture.all(reader));
    assertEquals(new PcapCounts(0, 0, 0, 4), reader.counts());
  }

  @Test
  void aFileThatIsStillWrittenToIsReadAsFarAsItGoes() throws Exception {
    byte[] file = Capture.of(101).packet(Capture.ipv4(PING)).packet(Capture.ipv4(PING)).octets();
    for (int cut = 1; cut < 16 + 34; cut++) {
      byte[] octets = Arrays.copyOf(file, file.length - cut);
      PcapReader reader = PcapReader.open(new ByteArrayInputStream(octets));
      assertPing(Capture.all(reader));
      assertEquals(new PcapCounts(1, 0, 1, 0), reader.counts());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0a0d0d0a, editcap -F pcap in out",
    "34cdb2a1, editcap -F pcap in out",
    "1f8b0808, gunzip",
    "7f454c46, no pcap",
    "a1b2,     no pcap",
    "'',       no pcap",
    "a1b2c3d4, ends within"
  })
  void whatIsNoPcapIsSaidInOneLine(String octets, String expected) {
    PcapException e =
        assertThrows(
            PcapException.class, () -> PcapReader.open(new ByteArrayInputStream(hex(octets))));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aLinkTypeWithoutIpIsNamed() {
    PcapException e = assertThrows(PcapException.class, () -> Capture.of(195).reader());
    assertTrue(e.getMessage().contains("195"), e.getMessage());
  }

  @Test
  void aDamagedLengthEndsItWithThePacketsNumber() throws Exception {
    byte[] file = Capture.of(101).packet(Capture.ipv4(PING)).packet(Capture.ipv4(PING)).octets();
    file[24 + 16 + 34 + 8 + 3] = (byte) 0x80;
    PcapReader reader = PcapReader.open(new ByteArrayInputStream(file));
    reader.next();
    PcapException e = assertThrows(PcapException.class, reader::next);
    assertTrue(e.getMessage().contains("packet 2"), e.getMessage());
  }

  @Test
  void whatOurWriterWritesIsReadAsTheNodeAddressesItCameFrom() throws Exception {
    Link udp = new Link("udp", 1_400);
    NodeAddress node = NodeAddress.direct(udp, TestNode.address("192.0.2.1", 4711));
    NodeAddress other = NodeAddress.direct(udp, TestNode.address("2001:db8::1", 9));
    NodeAddress serial = NodeAddress.direct(new Link("serial", 60), Octets.utf8("port"));
    Path file = folder.resolve("ours.pcap");
    try (PcapWriter pcap = PcapWriter.open(file)) {
      pcap.register(
          udp, new InetSocketAddress("192.0.2.9", 1883), new InetSocketAddress("225.1.1.1", 1883));
      pcap.received(node, ByteBuffer.wrap(PING));
      pcap.sent(other, PING);
      pcap.sent(serial, PING);
    }
    try (InputStream in = Files.newInputStream(file)) {
      List<PcapDatagram> datagrams = Capture.all(PcapReader.open(in));
      assertEquals(3, datagrams.size());
      assertEquals(node.address(), datagrams.get(0).source());
      assertEquals(IPV4_GATEWAY, datagrams.get(0).destination().toString());
      assertEquals(other.address(), datagrams.get(1).destination());
      assertEquals(IPV4_GATEWAY, datagrams.get(1).source().toString());
      assertEquals(PcapWriter.serialGateway(), datagrams.get(2).source());
      assertEquals(10, datagrams.get(2).destination().at(0));
    }
  }
}
