package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The firmware as a Linux program under AddressSanitizer and UBSan, over UDP and over a tty. */
@Timeout(90)
final class FirmwareProgramIT {
  private static final String BEACON = "1=nodes/beacon";

  @TempDir private Path directory;

  /** One run; a sanitizer that finds something ends it with another status and a report. */
  private record Program(Process process) implements AutoCloseable {
    static Program start(String... options) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of(Firmware.program().toString()));
      command.addAll(List.of(options));
      return new Program(Tools.start(new ProcessBuilder(command).redirectErrorStream(true)));
    }

    void assertEndsWith(int status, String output) throws Exception {
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(output, said);
      assertEquals(status, process.exitValue());
    }

    void assertLeavesInOrder() throws Exception {
      process.toHandle().destroy(); // which leaves its output open
      assertEndsWith(0, "");
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void overUdpThroughSleepAndRestartOfTheGateway() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        ChildGateway gateway =
            ChildGateway.of(broker.uri(), Path.of("none"), "--predefined", BEACON, "--verbose");
        Program node = Program.start("-u", "127.0.0.1:" + gateway.port(), "-i", "u1")) {
      gateway.start();
      watch.await("u1/state 1 online");
      watch.await("beacon 0 ");
      watch.await("u1/counter 2 3");
      gateway.kill();
      gateway.start();
      watch.command("u1", 2, "sleep 1");
      watch.await("u1/answer 2 1 ok 1");
      gateway.awaitLine("-> PINGREQ 'u1'");
      watch.commands("u1", 2, List.of("blink", "set interval 9x", "sleep 0"));
      watch.await("u1/answer 2 4 ok 0");
      watch.assertCountedExactlyOnce("u1");
      node.assertLeavesInOrder();
      watch.await("u1/state 1 offline");
    }
  }

  @Test
  void overATtyWithNoise() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        NoisyCable cable =
            NoisyCable.plugged(directory, "tty", new NoisyCable.Noise(0.01, 0.002), 8);
        ChildGateway gateway =
            ChildGateway.of(
                broker.uri(),
                Path.of("none"),
                "--predefined",
                BEACON,
                "--serial",
                Firmware.line(cable.gatewayEnd()));
        Program node = Program.start("-t", cable.nodeEnd().toString(), "-i", "t1")) {
      gateway.start();
      watch.await("t1/counter 2 1");
      for (int i = 1; i <= 20; i++) {
        watch.command("t1", 2, "blink");
        watch.await("t1/answer 2 " + i + " ok");
      }
      watch.assertCountedExactlyOnce("t1");
      assertTrue(cable.hit() > 20, cable.hit() + " octets of noise");
      node.assertLeavesInOrder();
    }
  }

  @Test
  void mistakesAreOneLineAndStatus2() throws Exception {
    String usage = "; usage: mqttsn-node-posix -u HOST:PORT | -t TTY [-i CLIENT_ID]";
    try (Program program = Program.start()) {
      program.assertEndsWith(2, "mqttsn-node: one of -u and -t is needed" + usage);
    }
    try (Program program = Program.start("-u", "localhost")) {
      program.assertEndsWith(2, "mqttsn-node: -u needs HOST:PORT" + usage);
    }
    try (Program program = Program.start("-t", "/dev/null", "-i", "a".repeat(24))) {
      program.assertEndsWith(2, "mqttsn-node: a client id has at most 23 octets" + usage);
    }
  }
}
