package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A capture around a real link on all addresses: both ends of each datagram are right. */
class CaptureIT extends LoopTest {
  private static final String GROUP = "239.255.83.80";
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;

  private final Heard heard = new Heard();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void writesWhatALinkHearsAndSends(LoopKind kind) throws Exception {
    int groupPort = TestConfig.freePort();
    Path file = folder.resolve("link.pcap");
    TestNode node = closeLater(TestNode.at("127.0.0.1"));
    int port;
    try (PcapWriter pcap = PcapWriter.open(file)) {
      UdpTransport udp =
          bind(
              kind,
              TestConfig.multicast("::", 0, GROUP, groupPort, 1),
              new CapturingSink(heard, pcap));
      port = udp.port();
      CapturingTransport transport = new CapturingTransport(udp, pcap);
      exchange(transport, node, udp.port(), groupPort);
    }

    String client = "127.0.0.1:" + node.port();
    String gateway = "127.0.0.1:" + port;
    assertEquals(
        List.of(
            client + " > " + GROUP + ":" + groupPort + " search",
            client + " > " + gateway + " connect",
            gateway + " > " + client + " connack"),
        packets(file));
  }

  private void exchange(CapturingTransport transport, TestNode node, int port, int groupPort)
      throws Exception {
    node.sendOnLoopback(GROUP, groupPort, "search");
    heard.next();
    node.send("127.0.0.1", port, "connect");
    Heard.Datagram connect = heard.next();
    onLoop(
        () -> {
          transport.send(connect.from(), Octets.utf8("connack").array());
          transport.flush();
        });
    assertEquals("connack", node.receiveText());
    assertArrayEquals(TestNode.ascii("connect").array(), connect.payload().array());
  }

  private static List<String> packets(Path file) throws IOException {
    ByteBuffer pcap = ByteBuffer.wrap(Files.readAllBytes(file)).position(FILE_HEADER);
    List<String> packets = new ArrayList<>();
    while (pcap.hasRemaining()) {
      int octets = pcap.getInt(pcap.position() + 8);
      ByteBuffer packet = pcap.slice(pcap.position() + RECORD_HEADER, octets);
      packets.add(text(packet));
      pcap.position(pcap.position() + RECORD_HEADER + octets);
    }
    return packets;
  }

  private static String text(ByteBuffer packet) {
    byte[] payload = new byte[packet.remaining() - 28];
    packet.get(28, payload);
    return end(packet, 12, 20) + " > " + end(packet, 16, 22) + " " + Octets.wrap(payload).text();
  }

  private static String end(ByteBuffer packet, int ip, int port) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(packet.get(ip + i) & 0xFF);
    }
    return text.append(':').append(packet.getShort(port) & 0xFFFF).toString();
  }
}
