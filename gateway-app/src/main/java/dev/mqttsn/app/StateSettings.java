package dev.mqttsn.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where sessions outlive the gateway.
 *
 * @param origin the option or key that a mistake names
 * @param directory null to keep them in memory
 * @param chosen whether the operator said so, and means no other place
 */
record StateSettings(String origin, Path directory, boolean chosen) {
  static final StateSettings DEFAULT = new StateSettings("--state", Path.of("state"), false);
  private static final String NONE = "none";

  /** A directory or {@code none}; null for the default. */
  static StateSettings of(String origin, String text) throws ConfigException {
    if (text == null) {
      return DEFAULT;
    }
    if (text.equals(NONE)) {
      return new StateSettings(origin, null, true);
    }
    if (text.isBlank()) {
      throw new ConfigException(origin, "must be a directory, or none");
    }
    try {
      return new StateSettings(origin, Path.of(text), true);
    } catch (InvalidPathException e) {
      throw new ConfigException(origin, "'" + text + "' is no name of a directory");
    }
  }

  boolean isDurable() {
    return directory != null;
  }
}
