package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What --capture writes, read by somebody else's decoder. */
@Timeout(120)
final class WiresharkIT {
  @TempDir private Path directory;

  @Test
  void tsharkDecodesARunWithoutAMalformedFrame() throws Exception {
    Path capture = directory.resolve("run.pcap");
    int port;
    try (Mosquitto broker = Mosquitto.start(directory);
        Gateway gateway = Gateway.start(GatewayIT.settings(broker.uri()), capture);
        UdpNode node = new UdpNode(gateway.port(0))) {
      port = gateway.port(0);
      play(broker, node);
    }
    List<String> types = tshark(capture, port, "-T", "fields", "-e", "mqttsn.msg.type");
    assertEquals(18, types.size(), types::toString);
    assertEquals(List.of("0x04", "0x05", "0x0a", "0x0b"), lowerCase(types).subList(0, 4));
    assertEquals(List.of(), tshark(capture, port, "-Y", "_ws.malformed"));
  }

  /** Nine exchanges, a message in the long form among them. */
  private static void play(Mosquitto broker, UdpNode node) throws Exception {
    node.connect("n1", true);
    String id = node.register(1, "up/a");
    node.send("0c20" + id + "0002" + hex("one"));
    node.expect("0d" + id + "000200");
    String payload = "61".repeat(300);
    node.sendRaw("010135" + "0c20" + id + "0003" + payload);
    node.expect("0d" + id + "000300");
    String down = node.subscribe(1, 4, "down/a");
    BrokerClient.publish(broker, "down/a", 1, "hello");
    String message = node.receive();
    assertTrue(message.startsWith("0c20" + down), message);
    node.send("0d" + down + message.substring(8, 12) + "00");
    node.send("16");
    node.expect("17");
    node.send("18003c");
    node.expect("18");
    node.send("16" + hex("n1"));
    node.expect("17");
  }

  private static List<String> lowerCase(List<String> types) {
    return types.stream().map(String::toLowerCase).toList();
  }

  private static List<String> tshark(Path capture, int port, String... options) throws Exception {
    Path out = Files.createTempFile("tshark", ".txt");
    try {
      List<String> command = new java.util.ArrayList<>();
      command.addAll(List.of("tshark", "-r", capture.toString()));
      command.addAll(List.of("-d", "udp.port==" + port + ",mqttsn"));
      command.addAll(List.of(options));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals(0, process.waitFor());
      return Files.readAllLines(out, StandardCharsets.UTF_8);
    } finally {
      Files.delete(out);
    }
  }
}
