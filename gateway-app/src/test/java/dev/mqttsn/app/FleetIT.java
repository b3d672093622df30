package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet simulator against the real gateway and mosquitto: what is acknowledged arrives. */
class FleetIT {
  @TempDir private Path directory;

  @Test
  void aMixedFleetOnABadNetworkVerifiesClean() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        ChildGateway gateway = ChildGateway.of(broker.uri(), directory.resolve("state"))) {
      gateway.start();
      verify(
          broker,
          List.of("-p", "" + gateway.port(), "--nodes", "200", "--seconds", "8", "--loss", "10"));
    }
  }

  @Test
  void aFleetBehindASerialLineVerifiesClean() throws Exception {
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
      verify(
          broker,
          List.of(
              "--serial",
              cable.nodeEnd() + ",framing=slip-crc",
              "--nodes",
              "20",
              "--seconds",
              "3",
              "--scenario",
              "lossy"));
    }
  }

  private static void verify(Mosquitto broker, List<String> options) throws Exception {
    List<String> all = new ArrayList<>(List.of("sim", "--verify"));
    all.addAll(List.of("--broker", broker.uri(), "--ramp-up", "1"));
    all.addAll(options);
    Client.End end = Client.run("", all.toArray(String[]::new));
    assertEquals(0, end.status(), () -> String.join("\n", end.out()) + end.err());
    assertTrue(end.out().stream().anyMatch(line -> line.startsWith("VERIFIED")), end::toString);
  }
}
