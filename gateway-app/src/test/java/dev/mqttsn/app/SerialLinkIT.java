package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Octets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes at the other ends of serial lines, with a real mosquitto; the nodes speak in octets. */
@Timeout(60)
final class SerialLinkIT {
  private static final int REOPEN_MILLIS = 5_000;

  @TempDir private Path directory;
  private Mosquitto broker;
  private Cable cable;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    cable = Cable.plugged(directory, "cable");
  }

  @AfterEach
  void stop() throws Exception {
    cable.close();
    broker.close();
  }

  private static Place place(String framing) {
    return Place.at(
        switch (framing) {
          case "xbee", "xbee,mode=1" -> Octets.wrap(HexFormat.of().parseHex("0013a200407d1113"));
          case "loralink" -> Octets.wrap(new byte[] {0x11});
          default -> Octets.EMPTY;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "slip", "slip-crc", "cobs", "xbee", "xbee,mode=1", "loralink"})
  void aNodeReachesTheBrokerAndIsReached(String framing) throws Exception {
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, framing));
        BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      assertTrue(gateway.description().contains("serial " + cable.gatewayEnd()));
      SerialNode node = new SerialNode(Line.open(cable.nodeEnd(), framing), place(framing));
      assertServed(node, listener);
      assertLargeMessagesAreLeftOut(node);
      node.send("0100");
      node.expect("0201");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"slip", "xbee"})
  void aNodeBehindAForwarderIsServedInTheEnvelope(String framing) throws Exception {
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, framing));
        BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      Line line = Line.open(cable.nodeEnd(), framing);
      Octets forwarder = place(framing).address();
      SerialNode own = new SerialNode(line, Place.at(forwarder));
      own.connect("forwarder", true);
      SerialNode node = new SerialNode(line, new Place(forwarder, Octets.utf8("n")));
      assertServed(node, listener);
      node.send("0100");
      node.expect("0201");
      own.expectNothing(0);
      assertTrue(gateway.description().contains("serial"));
    }
  }

  private void assertServed(SerialNode node, BrokerClient listener) throws Exception {
    node.connect("ser1", true);
    String id = node.register(1, "up/s");
    node.publish(id, 2, "over the wire");
    assertEquals("up/s 1 over the wire", listener.next());
    node.send("0c40" + id + "0003" + hex("~}\u0011\u0013"));
    node.expect("0f0003");
    node.send("100003");
    node.expect("0e0003");
    assertEquals("up/s 2 ~}\u0011\u0013", listener.next());
    String down = node.subscribe(1, 4, "down/s");
    BrokerClient.publish(broker, "down/s", 0, "hello");
    node.expect("0c00" + down + "0000" + hex("hello"));
    BrokerClient.publish(broker, "down/s", 1, "hello again");
    node.expectPublish(down, "hello again");
  }

  /**
   * Larger than any link carries; the broker is told that it has arrived, so the next one comes.
   */
  private void assertLargeMessagesAreLeftOut(SerialNode node) throws Exception {
    String down = node.subscribe(1, 5, "down/s");
    BrokerClient.publish(broker, "down/s", 1, "x".repeat(300));
    BrokerClient.publish(broker, "down/s", 1, "small");
    node.expectPublish(down, "small");
  }

  @Test
  void portsAndUdpServeAtOnceAndAClientMovesBetweenThem() throws Exception {
    try (Cable other = Cable.plugged(directory, "other");
        Gateway gateway =
            SerialGateway.start(
                broker,
                SerialGateway.link(cable, "slip-crc"),
                SerialGateway.link(other, "loralink"));
        UdpNode lan = new UdpNode(gateway.port(0))) {
      SerialNode wired =
          new SerialNode(Line.open(cable.nodeEnd(), "slip-crc"), Place.at(Octets.EMPTY));
      SerialNode radio = new SerialNode(Line.open(other.nodeEnd(), "loralink"), place("loralink"));
      wired.connect("roamer", false);
      String down = wired.subscribe(1, 1, "down/#");
      assertEquals("0000", down);
      for (Node here : new Node[] {lan, radio, wired}) {
        here.connect("roamer", false);
        BrokerClient.publish(broker, "down/a", 1, "where are you");
        here.expectPublish(registered(here), "where are you");
        // once all of that has arrived, it may go
        here.send("16");
        here.expect("17");
      }
      lan.connect("c-udp", true);
      radio.connect("c-radio", true);
      for (int i = 1; i <= 20; i++) {
        for (Node each : new Node[] {lan, radio, wired}) {
          each.send("0c22" + hex("ab") + hex(i) + hex("at once"));
        }
        for (Node each : new Node[] {lan, radio, wired}) {
          each.expect("0d" + hex("ab") + hex(i) + "00");
        }
      }
    }
  }

  /** The id of the REGISTER that comes before a message to a name not known yet. */
  private static String registered(Node node) throws Exception {
    String register = node.receive();
    assertEquals("0a", register.substring(0, 2), register);
    node.send("0b" + register.substring(2, 10) + "00");
    return register.substring(2, 6);
  }

  /**
   * A node notices nothing but silence: its session, topic ids and subscriptions live on. The port
   * returns as another device under the same name, as those by id do.
   */
  @Test
  void aSessionLivesThroughAHangUp() throws Exception {
    List<Cable> others = new ArrayList<>();
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, "slip"));
        BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      assertTrue(gateway.description().contains("serial"));
      SerialNode before = new SerialNode(Line.open(cable.nodeEnd(), "slip"), Place.alone());
      before.connect("ser1", true);
      String up = before.register(1, "up/s");
      String down = before.subscribe(1, 2, "down/s");
      for (int round = 0; round < 2; round++) {
        Path device = cable.gatewayEnd().toRealPath();
        cable.pullOut();
        BrokerClient.publish(broker, "down/s", 1, "meanwhile " + round);
        others.add(Cable.plugged(directory, "other" + round));
        cable.plugIn();
        assertNotEquals(device, cable.gatewayEnd().toRealPath());
        long returned = System.nanoTime();
        SerialNode after = new SerialNode(Line.open(cable.nodeEnd(), "slip"), Place.alone());
        after.expectPublish(down, "meanwhile " + round);
        long millis = (System.nanoTime() - returned) / 1_000_000;
        assertTrue(millis < REOPEN_MILLIS, millis + " ms");
        after.publish(up, 3 + round, "back " + round);
        assertEquals("up/s 1 back " + round, listener.next());
      }
    } finally {
      for (Cable other : others) {
        other.close();
      }
    }
  }
}
