package dev.mqttsn.app;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the root of the working copy, wherever the tests were started. */
final class Repository {
  private Repository() {}

  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mqttsn"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
