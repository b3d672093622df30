package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Octets;
import java.net.DatagramPacket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An IPv4 group on the loopback interface. */
class MulticastIT extends LoopTest {
  private static final String GROUP = "239.255.83.78";

  private final Heard heard = new Heard();

  @ParameterizedTest
  @CsvSource({
    "EPOLL, 127.0.0.1",
    "EPOLL, 0.0.0.0",
    "EPOLL, ::",
    "NIO, 127.0.0.1",
    "NIO, 0.0.0.0",
    "NIO, ::"
  })
  void hearsTheGroupOnceAndAnswersFromItsOwnPort(LoopKind kind, String host) throws Exception {
    int groupPort = TestConfig.freePort();
    UdpTransport transport = bind(kind, TestConfig.multicast(host, 0, GROUP, groupPort, 1), heard);
    TestNode node = closeLater(TestNode.at("127.0.0.1"));

    node.sendOnLoopback(GROUP, groupPort, "searchgw");
    node.send("127.0.0.1", transport.port(), "unicast");

    assertEquals(TestNode.ascii("searchgw"), heard.next().payload());
    Heard.Datagram second = heard.next();
    assertEquals(TestNode.ascii("unicast"), second.payload());
    onLoop(
        () -> {
          transport.send(second.from(), Octets.utf8("gwinfo").array());
          transport.flush();
        });
    assertEquals(transport.port(), node.receive().getPort());
  }

  @ParameterizedTest
  @CsvSource({
    "EPOLL, 127.0.0.1",
    "EPOLL, 0.0.0.0",
    "EPOLL, ::",
    "NIO, 127.0.0.1",
    "NIO, 0.0.0.0",
    "NIO, ::"
  })
  void mayListenOnThePortOfTheGroup(LoopKind kind, String host) throws Exception {
    int port = TestConfig.freePort();
    UdpTransport transport = bind(kind, TestConfig.multicast(host, port, GROUP, port, 1), heard);
    TestNode node = closeLater(TestNode.at("127.0.0.1"));

    node.sendOnLoopback(GROUP, port, "searchgw");
    node.send("127.0.0.1", port, "unicast");

    assertEquals(TestNode.ascii("searchgw"), heard.next().payload());
    assertEquals(TestNode.ascii("unicast"), heard.next().payload(), "the group is heard once");
    assertEquals(port, transport.port());
  }

  @ParameterizedTest
  @CsvSource({
    "EPOLL, 127.0.0.1",
    "EPOLL, 0.0.0.0",
    "EPOLL, ::",
    "NIO, 127.0.0.1",
    "NIO, 0.0.0.0",
    "NIO, ::"
  })
  void broadcastReachesWhoJoinedTheGroup(LoopKind kind, String host) throws Exception {
    int groupPort = TestConfig.freePort();
    UdpTransport transport = bind(kind, TestConfig.multicast(host, 0, GROUP, groupPort, 4), heard);
    TestNode member = closeLater(TestNode.inGroup(GROUP, groupPort));

    onLoop(
        () -> {
          transport.broadcast(Octets.utf8("one hop").array(), 1);
          transport.broadcast(Octets.utf8("all").array(), 0);
          transport.broadcast(Octets.utf8("too far").array(), 200);
          transport.flush();
        });

    DatagramPacket first = member.receive();
    assertEquals(transport.port(), first.getPort());
    assertEquals(7, first.getLength());
    assertEquals("all", member.receiveText());
    assertEquals("too far", member.receiveText());
    assertEquals(0, transport.failedTotal());
  }

  @ParameterizedTest
  @EnumSource
  void anotherProgramMayHearTheGroupOnTheSamePort(LoopKind kind) throws Exception {
    int port = TestConfig.freePort();
    UdpTransport transport = bind(kind, TestConfig.multicast("::", port, GROUP, port, 1), heard);
    TestNode member = closeLater(TestNode.inGroup(GROUP, port));

    onLoop(
        () -> {
          transport.broadcast(Octets.utf8("advertise").array(), 0);
          transport.flush();
        });

    assertEquals("advertise", member.receiveText());
  }

  @ParameterizedTest
  @EnumSource
  void anotherProgramMayHaveHeardTheGroupBefore(LoopKind kind) throws Exception {
    int port = TestConfig.freePort();
    TestNode member = closeLater(TestNode.inGroup(GROUP, port));
    UdpTransport transport = bind(kind, TestConfig.multicast("::", port, GROUP, port, 1), heard);
    TestNode node = closeLater(TestNode.at("127.0.0.1"));

    node.sendOnLoopback(GROUP, port, "searchgw");
    node.send("127.0.0.1", port, "unicast");

    assertEquals("searchgw", member.receiveText());
    assertEquals(TestNode.ascii("searchgw"), heard.next().payload());
    assertEquals(TestNode.ascii("unicast"), heard.next().payload());
    assertEquals(port, transport.port());
  }

  @ParameterizedTest
  @EnumSource
  void aLinkWithoutAGroupDropsBroadcasts(LoopKind kind) throws Exception {
    UdpTransport transport = bind(kind, TestConfig.unicast("127.0.0.1", 0), heard);

    onLoop(
        () -> {
          transport.broadcast(Octets.utf8("advertise").array(), 0);
          transport.flush();
        });

    assertEquals(0, transport.droppedTotal());
    assertTrue(heard.isEmpty());
  }
}
