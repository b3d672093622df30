package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real gateway with a real broker did is what a fresh core does with its capture. */
@Timeout(120)
final class ReplayIT {
  @TempDir private Path directory;
  private Path capture;

  @BeforeEach
  void name() {
    capture = directory.resolve("run.pcap");
  }

  /** What the nodes do. */
  private interface Play {
    void run(Mosquitto broker, int port) throws Exception;
  }

  private void record(Play play) throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        Gateway gateway = Gateway.start(GatewayIT.settings(broker.uri()), capture)) {
      play.run(broker, gateway.port(0));
    }
  }

  /** The last line says that nothing differs, after so many frames and answers. */
  private void assertSame(int frames, int answers, String... options) {
    List<String> lines = replay(0, options);
    assertEquals(
        frames + " frames in; answers: " + answers + " same, 0 different, 0 missing, 0 additional",
        lines.get(lines.size() - 1),
        () -> String.join("\n", lines));
  }

  private List<String> replay(int status, String... options) {
    ReplayRun run = ReplayRun.of(capture, options);
    assertEquals(status, run.status(), () -> String.join("\n", run.out()));
    return run.out();
  }

  @Test
  void messagesOfEveryQosBothWaysAndFromOutside() throws Exception {
    record(
        (broker, port) -> {
          try (UdpNode one = new UdpNode(port);
              UdpNode other = new UdpNode(port)) {
            one.connect("n1", true);
            other.connect("n2", true);
            String wildcard = one.subscribe(2, 1, "all/+");
            assertEquals("0000", wildcard);
            String id = other.register(1, "all/a");
            other.send("0c00" + id + "0000" + hex("zero"));
            String register = one.receive();
            one.send("0b" + register.substring(2, 10) + "00");
            String topic = register.substring(2, 6);
            one.expect("0c00" + topic + "0000" + hex("zero"));
            other.send("0c20" + id + "0002" + hex("one"));
            other.expect("0d" + id + "000200");
            acknowledge(one);
            other.send("0c40" + id + "0003" + hex("two"));
            other.expect("0f0003");
            other.send("100003");
            other.expect("0e0003");
            String two = one.receive().substring(8, 12);
            one.send("0f" + two);
            one.expect("10" + two);
            one.send("0e" + two);
            for (int i = 0; i < 3; i++) {
              BrokerClient.publish(broker, "all/a", 1, "outside");
              acknowledge(one);
            }
            other.send("0c2000630009" + hex("x"));
            other.expect("0d0063000902");
            one.send("18");
            one.expect("18");
          }
        });
    assertSame(17, 17);
  }

  /** Receives a QoS 1 PUBLISH and sends PUBACK. */
  private static String acknowledge(UdpNode node) throws Exception {
    String message = node.receive();
    assertTrue(message.matches("0c[23]0.*"), message);
    node.send("0d" + message.substring(4, 12) + "00");
    return message.substring(12);
  }

  @Test
  void aSleeperAndARetainedMessage() throws Exception {
    record(
        (broker, port) -> {
          try (UdpNode node = new UdpNode(port);
              UdpNode other = new UdpNode(port)) {
            other.connect("writer", true);
            String id = other.register(1, "note");
            other.send("0c30" + id + "0002" + hex("kept"));
            other.expect("0d" + id + "000200");
            node.connect("sleeper", false);
            node.subscribe(1, 1, "note");
            assertEquals(hex("kept"), acknowledge(node));
            for (int wake = 0; wake < 2; wake++) {
              node.send("18" + hex(30));
              node.expect("18");
              BrokerClient.publish(broker, "note", 1, "outside");
              other.send("0c20" + id + hex(3 + wake) + hex("inside"));
              other.expect("0d" + id + hex(3 + wake) + "00");
              BrokerClient.publish(broker, "note", 1, "last");
              node.send("16" + hex("sleeper"));
              receiveAll(node);
            }
            node.send("040001" + hex(60) + hex("sleeper"));
            node.expect("0500");
          }
        });
    List<String> lines = replay(0);
    assertTrue(lines.get(lines.size() - 1).contains(" 0 different, 0 missing, 0 additional"));
    long messages = lines.stream().filter(l -> l.contains("< ") && l.contains("PUBLISH")).count();
    assertEquals(7, messages, () -> String.join("\n", lines));
  }

  /** Three messages over as many wakes as it takes the broker to pass them on, then PINGRESP. */
  private static void receiveAll(UdpNode node) throws Exception {
    int messages = 0;
    while (messages < 3) {
      String message = node.receive();
      if (message.startsWith("0c")) {
        node.send("0d" + message.substring(4, 12) + "00");
        messages++;
      } else {
        assertEquals("17", message);
        node.send("16" + hex("sleeper"));
      }
    }
    node.expect("17");
  }

  @Test
  void aWillARepetitionAndStrangers() throws Exception {
    record(
        (broker, port) -> {
          try (UdpNode watcher = new UdpNode(port);
              UdpNode mortal = new UdpNode(port);
              UdpNode stranger = new UdpNode(port)) {
            watcher.connect("watcher", true);
            watcher.subscribe(1, 1, "will/m");
            mortal.send("040c01" + hex(1) + hex("mortal"));
            mortal.expect("06");
            mortal.send("0720" + hex("will/m"));
            mortal.expect("08");
            mortal.send("09" + hex("gone"));
            mortal.expect("0500");
            stranger.send("16");
            stranger.expect("18");
            stranger.send("0c6100070000" + hex("beacon"));
            stranger.sendRaw("04040401");
            String message = watcher.receive();
            assertEquals(hex("gone"), message.substring(12));
            // no answer: it is repeated after a second
            assertEquals("0ca0", watcher.receive().substring(0, 4));
            watcher.send("0d" + message.substring(4, 12) + "00");
            watcher.send("16");
            watcher.expect("17");
          }
        });
    assertSame(10, 8, "--predefined", "7=beacon/all");
  }

  @Test
  void nodesBehindAForwarder() throws Exception {
    record(
        (broker, port) -> {
          try (UdpNode forwarder = new UdpNode(port)) {
            forwarder.sendRaw("05fe000a0b0804040100" + "3c6e39");
            assertEquals("05fe000a0b030500", forwarder.receiveRaw());
            forwarder.sendRaw("04fe000c0804040100" + "3c6e38");
            assertEquals("04fe000c030500", forwarder.receiveRaw());
            forwarder.sendRaw("04fe000c" + "0712200001" + "6162");
            String answer = forwarder.receiveRaw();
            String id = answer.substring(8 + 6, 8 + 10);
            forwarder.sendRaw("05fe000a0b" + "080c22" + "6162" + "0002" + "31");
            String first = forwarder.receiveRaw();
            String second = forwarder.receiveRaw();
            String publish = first.startsWith("04fe000c") ? first : second;
            assertTrue(publish.startsWith("04fe000c080c20" + id), publish);
            forwarder.sendRaw("04fe000c070d" + publish.substring(14, 22) + "00");
            forwarder.sendRaw("04fe000c0216");
            assertEquals("04fe000c0217", forwarder.receiveRaw());
          }
        });
    assertSame(6, 6);
    tamper("04fe000c0813" + "20", "04fe000c0813" + "00");
    ReplayRun.of(capture).assertDifferences(1, 0, 0);
  }

  /** Changes the first place with these octets. */
  private void tamper(String octets, String others) throws Exception {
    String file = HexFormat.of().formatHex(Files.readAllBytes(capture));
    assertTrue(file.contains(octets));
    Files.write(capture, HexFormat.of().parseHex(file.replaceFirst(octets, others)));
  }

  @Test
  void aNodeOnASerialLineAndOneOnUdp() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        Cable cable = Cable.plugged(directory, "cable");
        Gateway gateway = SerialGateway.start(broker, capture, SerialGateway.link(cable, "slip"));
        UdpNode other = new UdpNode(gateway.port(0))) {
      SerialNode wired = new SerialNode(Line.open(cable.nodeEnd(), "slip"), Place.alone());
      wired.connect("ser1", false);
      String id = wired.subscribe(0, 3, "down/s");
      other.connect("n1", true);
      String up = other.register(1, "down/s");
      other.send("0c00" + up + "0000" + hex("across"));
      wired.expect("0c00" + id + "0000" + hex("across"));
    }
    assertSame(5, 5);
  }
}
