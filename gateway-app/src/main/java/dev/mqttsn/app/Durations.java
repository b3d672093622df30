package dev.mqttsn.app;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: 500ms, 10s, 2m, 12h, 7d. */
final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private Durations() {}

  static long parseMillis(String origin, String text) throws ConfigException {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new ConfigException(
          origin, "'" + text + "' is no duration; write one as 500ms, 10s, 2m, 12h or 7d");
    }
    return Long.parseLong(matcher.group(1)) * unitMillis(matcher.group(2));
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1L;
      case "s" -> 1_000L;
      case "m" -> 60_000L;
      case "h" -> 3_600_000L;
      default -> 86_400_000L;
    };
  }
}
