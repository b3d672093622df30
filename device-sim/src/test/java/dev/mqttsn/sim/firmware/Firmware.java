package dev.mqttsn.sim.firmware;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the firmware's sources are, wherever the tests were started. */
final class Firmware {
  private Firmware() {}

  static Path directory() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mqttsn"))) {
      directory = directory.getParent();
    }
    return directory.resolve("device-sim/firmware");
  }
}
