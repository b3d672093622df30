package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet simulator against the real gateway and mosquitto: what is acknowledged arrives. */
class FleetIT {
  @TempDir private Path directory;

  /** Both fleets at the same time, 10 % of all messages lost each way. */
  @Test
  void fleetsOnABadNetworkAndASerialLineVerifyClean() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        Cable cable = Cable.plugged(directory, "cable");
        ChildGateway gateway =
            ChildGateway.of(
                broker.uri(),
                directory.resolve("state"),
                "--serial",
                cable.gatewayEnd() + ",framing=slip-crc")) {
      gateway.start();
      gateway.awaitLine(": open");
      try (Client mixed =
              sim(broker, 8, "--nodes", "200", "--loss", "10", "-p", "" + gateway.port());
          Client wired =
              sim(
                  broker,
                  5,
                  "--serial",
                  cable.nodeEnd() + ",framing=slip-crc",
                  "--nodes",
                  "20",
                  "--scenario",
                  "lossy",
                  "--prefix",
                  "wired")) {
        assertVerified(wired.end());
        assertVerified(mixed.end());
      }
    }
  }

  private static Client sim(Mosquitto broker, int seconds, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("sim", "--verify", "--broker", broker.uri()));
    all.addAll(List.of("--ramp-up", "1", "--seconds", "" + seconds));
    all.addAll(List.of(options));
    return Client.start(all.toArray(String[]::new));
  }

  private static void assertVerified(Client.End end) {
    assertEquals(0, end.status(), () -> String.join("\n", end.out()) + end.err());
    assertTrue(end.out().stream().anyMatch(line -> line.startsWith("VERIFIED")), end::toString);
  }
}
