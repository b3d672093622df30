package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: its first line, signals and exit statuses. */
@Timeout(60)
final class ProcessIT {
  @TempDir private Path directory;

  private static Process gateway(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.mqttsn.app.Main");
    command.add("gateway");
    command.addAll(List.of(args));
    command.addAll(List.of("--state", "none"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void sigtermEndsItWithStatus0() throws Exception {
    Process process = gateway("--udp", "127.0.0.1:0", "--broker", "mqtt://127.0.0.1:1");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.contains("ready:")) {
        line = out.readLine();
      }
      assertTrue(line != null && line.contains("udp 127.0.0.1:"), line);
      process.destroy();
      assertTrue(process.waitFor(5, TimeUnit.SECONDS), "it does not end");
      assertEquals(0, process.exitValue());
    }
  }

  @Test
  void aPortInUseIsOneLineAndStatus2() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String listen = "127.0.0.1:" + taken.getLocalPort();
      assertRefused(gateway("--udp", listen), "--udp " + listen);
    }
  }

  @Test
  void anAddressThatIsNotOursNamesFileLineAndKey() throws Exception {
    Path file = directory.resolve("g.yaml");
    Files.writeString(file, "links:\n  - udp: {listen: \"192.0.2.1:1883\"}\n");
    assertRefused(gateway("--config", file.toString()), file + ":2: key 'links.udp.listen'");
  }

  @Test
  void anInterfaceThatIsNotThereNamesItsOwnLineAndKey() throws Exception {
    Path file = directory.resolve("g.yaml");
    Files.writeString(
        file,
        """
        links:
          - udp:
              listen: "127.0.0.1:0"
              multicast: "225.1.1.1:1883"
              interface: nope
        """);
    assertRefused(gateway("--config", file.toString()), file + ":5: key 'links.udp.interface'");
  }

  @Test
  void aListenNameThatDoesNotResolve() throws Exception {
    assertRefused(gateway("--udp", "no.such.host.invalid:1883"), "--udp no.such.host.invalid:1883");
  }

  private static void assertRefused(Process process, String place) throws Exception {
    List<String> lines;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      lines = out.lines().toList();
    }
    assertEquals(2, process.waitFor(), () -> String.join("\n", lines));
    assertEquals(1, lines.size(), () -> String.join("\n", lines));
    assertTrue(lines.get(0).contains(place), lines.get(0));
  }
}
