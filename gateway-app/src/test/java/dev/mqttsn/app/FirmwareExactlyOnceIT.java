package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * QoS 2 in both directions on a line that changes and loses octets, while the gateway is killed in
 * each phase of an exchange. Each command is obeyed once, and each number counted once.
 */
@Timeout(150)
final class FirmwareExactlyOnceIT {
  private static final NoisyCable.Noise NOISE = new NoisyCable.Noise(0.007, 0.002);

  /** Of messages down, then of messages up; as the gateway logs them. */
  private static final List<String> PHASES =
      List.of(
          "<- PUBLISH qos=EXACTLY_ONCE",
          "-> PUBREC",
          "<- PUBREL",
          "-> PUBCOMP",
          "-> PUBLISH qos=EXACTLY_ONCE",
          "<- PUBREC",
          "-> PUBREL",
          "<- PUBCOMP");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"none,4", "state,5"})
  void onANoisyLineWithAGatewayThatIsKilled(String state, long seed) throws Exception {
    Path image = Firmware.quick("microbit", "board1");
    Path kept = state.equals("none") ? Path.of(state) : directory.resolve(state);
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        NoisyCable cable = NoisyCable.plugged(directory, "one", NOISE, seed);
        ChildGateway gateway =
            ChildGateway.of(
                broker.uri(), kept, "--serial", Firmware.line(cable.gatewayEnd()), "--verbose");
        Board board = Board.start(directory, "microbit", image, cable.nodeEnd())) {
      gateway.start();
      watch.await("board1/counter 2 1");
      int commands = 0;
      for (String phase : PHASES) {
        watch.commands("board1", 2, List.of("blink", "blink"));
        commands += 2;
        gateway.awaitLine(phase);
        gateway.kill();
        gateway.start();
        watch.await("board1/answer 2 " + commands + " ok");
        watch.await("board1/counter 2 ");
      }
      watch.commands("board1", 2, List.of("blink", "blink", "blink", "status"));
      watch.await("board1/answer 2 " + (commands + 4) + " up ");
      assertTrue(watch.assertCountedExactlyOnce("board1") > PHASES.size());
      assertFalse(watch.hasHeard("board1/answer 2 " + (commands + 5)), "a command came twice");
      assertTrue(cable.hit() > 10, cable.hit() + " octets of noise");
      assertTrue(board.isRunning());
    }
  }
}
