package dev.mqttsn.topic;

import java.nio.charset.StandardCharsets;

/**
 * The rules of MQTT 3.1.1 section 4.7 for names and filters. A broker ends the connection over a
 * wrong one, so nothing that fails here is passed on.
 */
public final class TopicNames {
  private static final int MAX_OCTETS = 65_535;
  private static final String SHARED = "$share/";

  private TopicNames() {}

  /** Whether something can be published to it; null, as undecodable text gives it, is no name. */
  public static boolean isName(String name) {
    return name != null && isSizeLegal(name) && !hasWildcard(name);
  }

  /** Whether it can be subscribed to; null is no filter. */
  public static boolean isFilter(String filter) {
    if (filter == null || !isSizeLegal(filter)) {
      return false;
    }
    int start = 0;
    while (start <= filter.length()) {
      int slash = filter.indexOf('/', start);
      boolean last = slash < 0;
      String level = filter.substring(start, last ? filter.length() : slash);
      if (!isLevelLegal(level, last)) {
        return false;
      }
      start = last ? filter.length() + 1 : slash + 1;
    }
    return true;
  }

  /** Whether one filter stands for several names, so that no single id can be given for it. */
  public static boolean isWildcard(String filter) {
    return hasWildcard(filter) || filter.startsWith(SHARED);
  }

  private static boolean isLevelLegal(String level, boolean last) {
    if (!hasWildcard(level)) {
      return true;
    }
    return level.equals("+") || (last && level.equals("#"));
  }

  private static boolean hasWildcard(String text) {
    return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
  }

  private static boolean isSizeLegal(String text) {
    return !text.isEmpty()
        && text.indexOf('\0') < 0
        && (text.length() <= MAX_OCTETS / 3
            || text.getBytes(StandardCharsets.UTF_8).length <= MAX_OCTETS);
  }
}
