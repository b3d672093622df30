package dev.mqttsn.app;

/** A mistake of the operator, told in one line that says where it is and what would be right. */
final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }

  /** A mistake at a place: an option, or a file's line and key. */
  ConfigException(String origin, String problem) {
    super(origin + ": " + problem);
  }
}
