package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unicast over the loopback interface. */
class UdpTransportIT extends LoopTest {
  private static final int BURST = 5_000;

  private final Heard heard = new Heard();

  @ParameterizedTest
  @EnumSource
  void hearsAndAnswersOverIpv4(LoopKind kind) throws Exception {
    hearsAndAnswers(kind, "127.0.0.1", "127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource
  void hearsAndAnswersOverIpv6(LoopKind kind) throws Exception {
    hearsAndAnswers(kind, "::1", "::1");
  }

  @ParameterizedTest
  @EnumSource
  void dualStackHearsIpv6(LoopKind kind) throws Exception {
    hearsAndAnswers(kind, "::", "::1");
  }

  @ParameterizedTest
  @EnumSource
  void dualStackHearsIpv4AsFourOctets(LoopKind kind) throws Exception {
    hearsAndAnswers(kind, "::", "127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource
  void allIpv4AddressesHear(LoopKind kind) throws Exception {
    hearsAndAnswers(kind, "0.0.0.0", "127.0.0.1");
  }

  private void hearsAndAnswers(LoopKind kind, String listen, String node) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast(listen, 0), heard);
    TestNode client = closeLater(TestNode.at(node));

    client.send(node, transport.port(), "hello");

    Heard.Datagram datagram = heard.next();
    assertEquals(TestNode.ascii("hello"), datagram.payload());
    assertEquals(TestNode.address(node, client.port()), datagram.from().address());
    assertEquals(transport.link(), datagram.from().link());
    answer(transport, datagram.from(), "welcome");
    DatagramPacket answer = client.receive();
    assertEquals(transport.port(), answer.getPort());
    assertEquals(7, answer.getLength());
  }

  private void answer(UdpTransport transport, NodeAddress to, String... texts) throws Exception {
    onLoop(
        () -> {
          for (String text : texts) {
            transport.send(to, Octets.utf8(text).array());
          }
          transport.flush();
        });
  }

  @ParameterizedTest
  @EnumSource
  void sendsToAnAddressThatItNeverHeard(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("::", 0), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));
    Octets address = TestNode.address("127.0.0.1", client.port());

    answer(transport, NodeAddress.direct(transport.link(), address), "restored");

    assertEquals("restored", client.receiveText());
  }

  @ParameterizedTest
  @EnumSource
  void sendsToTheForwarderOfANode(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    TestNode forwarder = closeLater(TestNode.at("127.0.0.1"));
    Octets address = TestNode.address("127.0.0.1", forwarder.port());
    NodeAddress node = NodeAddress.direct(transport.link(), address).behind(Octets.utf8("n1"));

    answer(transport, node, "wrapped");

    assertEquals("wrapped", forwarder.receiveText());
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLinkAfterItsSocket(LoopKind kind) throws Exception {
    UdpTransport ipv6 = bind(kind, TestConfig.unicast("::", 0), heard);
    UdpTransport ipv4 = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);

    assertEquals("udp [::]:" + ipv6.port(), ipv6.link().name());
    assertEquals("udp 127.0.0.1:" + ipv4.port(), ipv4.link().name());
    assertEquals(1_400, ipv4.link().maxMessageOctets());
  }

  @ParameterizedTest
  @EnumSource
  void losesNothingOfABurst(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));

    for (int i = 0; i < BURST; i++) {
      client.send("127.0.0.1", transport.port(), "datagram " + i);
    }

    Set<Octets> payloads = new HashSet<>();
    for (int i = 0; i < BURST; i++) {
      payloads.add(heard.next().payload());
    }
    assertEquals(BURST, payloads.size());
  }

  @ParameterizedTest
  @EnumSource
  void sendsManyInOneFlushInOrder(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));
    Octets address = TestNode.address("127.0.0.1", client.port());

    String[] texts = new String[100];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "message " + i;
    }
    answer(transport, NodeAddress.direct(transport.link(), address), texts);

    for (String text : texts) {
      assertEquals(text, client.receiveText());
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesAClientThatDisappears(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("::", 0), heard);
    NodeAddress gone;
    try (TestNode client = TestNode.at("127.0.0.1")) {
      client.send("127.0.0.1", transport.port(), "hello");
      gone = heard.next().from();
    }
    for (int i = 0; i < 10; i++) {
      answer(transport, gone, "are", "you", "there");
    }

    TestNode other = closeLater(TestNode.at("127.0.0.1"));
    other.send("127.0.0.1", transport.port(), "hello");

    answer(transport, heard.next().from(), "welcome");
    assertEquals("welcome", other.receiveText());
  }

  @ParameterizedTest
  @EnumSource
  void survivesDestinationsThatTheSystemRefuses(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("0.0.0.0", 0), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));
    NodeAddress good =
        NodeAddress.direct(transport.link(), TestNode.address("127.0.0.1", client.port()));

    onLoop(
        () -> {
          transport.send(to(transport, "127.0.0.1", 0), new byte[] {2, 0x16});
          transport.send(to(transport, "255.255.255.255", 9), new byte[] {2, 0x16});
          transport.send(to(transport, "::1", 9), new byte[] {2, 0x16});
          transport.send(good, new byte[65_508]);
          transport.send(good, new byte[] {2, 0x17});
          transport.flush();
        });

    assertEquals(2, client.receive().getLength());
    assertEquals(1, transport.droppedTotal(), "IPv6 from an IPv4 socket");
    assertTrue(transport.failedTotal() >= 3, "failed: " + transport.failedTotal());
  }

  private static NodeAddress to(UdpTransport transport, String host, int port) {
    try {
      return NodeAddress.direct(transport.link(), TestNode.address(host, port));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDefectOfTheSinkDoesNotEndTheSocket(LoopKind kind) throws Exception {
    UdpTransport transport =
        bind(
            kind,
            TestConfig.unicast("127.0.0.1", 0),
            (from, datagram) -> {
              heard.onDatagram(from, datagram.duplicate());
              throw new IllegalStateException("a defect, thrown by the test");
            });
    TestNode client = closeLater(TestNode.at("127.0.0.1"));

    client.send("127.0.0.1", transport.port(), "first");
    assertEquals(TestNode.ascii("first"), heard.next().payload());
    client.send("127.0.0.1", transport.port(), "second");
    assertEquals(TestNode.ascii("second"), heard.next().payload());
  }

  @ParameterizedTest
  @EnumSource
  void cutsWhatIsLongerThanAnyMessage(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));

    client.send("127.0.0.1", transport.port(), new byte[65_507]);
    client.send("127.0.0.1", transport.port(), "short");

    assertEquals(4_096, heard.next().payload().length());
    assertEquals(TestNode.ascii("short"), heard.next().payload());
  }

  @ParameterizedTest
  @EnumSource
  void hearsTheLongestMessageThatIsConfigured(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.maxMessage(65_507), heard);
    TestNode client = closeLater(TestNode.at("127.0.0.1"));

    for (int i = 0; i < 10; i++) {
      client.send("127.0.0.1", transport.port(), new byte[65_507]);
    }
    client.send("127.0.0.1", transport.port(), new byte[0]);

    for (int i = 0; i < 10; i++) {
      assertEquals(65_507, heard.next().payload().length());
    }
    assertTrue(heard.next().payload().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void aTurnMaySendMoreThanTheQueueHolds(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    UdpTransport far = bind(kind, TestConfig.unicast("127.0.0.1", 0), new Heard());

    onLoop(
        () -> {
          for (int i = 0; i < 20_000; i++) {
            transport.send(to(transport, "127.0.0.1", far.port()), new byte[40]);
          }
          transport.flush();
        });

    assertEquals(0, transport.droppedTotal());
    assertEquals(0, transport.failedTotal());
  }

  @ParameterizedTest
  @EnumSource
  void afterCloseNothingIsSentAndNothingBreaks(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);
    onLoop(transport::close);

    onLoop(
        () -> {
          transport.send(to(transport, "127.0.0.1", 9), new byte[] {2, 0x16});
          transport.broadcast(new byte[] {2, 0x16}, 0);
          transport.flush();
        });

    assertEquals(1, transport.droppedTotal());
  }

  @ParameterizedTest
  @EnumSource
  void theBufferHoldsTheDatagramAlone(LoopKind kind) throws Exception {
    StringBuilder seen = new StringBuilder();
    UdpTransport transport =
        bind(
            kind,
            TestConfig.unicast("127.0.0.1", 0),
            (from, datagram) -> {
              ByteBuffer slice = datagram.slice();
              seen.append((char) slice.get(0)).append(slice.remaining()).append(' ');
              heard.onDatagram(from, datagram);
            });
    TestNode client = closeLater(TestNode.at("127.0.0.1"));

    onLoop(
        () -> {
          // while the loop is held here both arrive, so that they are read as one batch
          sendUnchecked(client, transport.port(), "abc");
          sendUnchecked(client, transport.port(), "defgh");
        });
    heard.next();
    heard.next();

    assertEquals("a3 d5 ", seen.toString());
  }

  private static void sendUnchecked(TestNode client, int port, String text) {
    try {
      client.send("127.0.0.1", port, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
