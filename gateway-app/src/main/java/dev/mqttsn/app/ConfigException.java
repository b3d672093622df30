package dev.mqttsn.app;

/** A mistake of the operator, told in one line that says where it is and what would be right. */
final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(oneLine(message));
  }

  /** A mistake at a place: an option, or a file's line and key. */
  ConfigException(String origin, String problem) {
    this(origin + ": " + problem);
  }

  /** What the operator wrote may hold line breaks and worse: they are shown, not obeyed. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
