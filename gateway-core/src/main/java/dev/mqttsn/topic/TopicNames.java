package dev.mqttsn.topic;

import java.nio.charset.StandardCharsets;

/**
 * The rules of MQTT 3.1.1 sections 1.5.3 and 4.7 for names and filters, and what brokers add to
 * them. A broker ends the connection over a wrong one, again at each repetition, so nothing that
 * fails here is passed on. Tried with mosquitto 2.0.11.
 */
public final class TopicNames {
  private static final int MAX_OCTETS = 65_535;
  private static final int MAX_LEVEL_SEPARATORS = 200;
  private static final String SHARED = "$share/";

  private TopicNames() {}

  /** Whether something can be published to it; null, as undecodable text gives it, is no name. */
  public static boolean isName(String name) {
    return isText(name) && hasLegalLevels(name) && !hasWildcard(name);
  }

  /** Whether it can be subscribed to; null is no filter. */
  public static boolean isFilter(String filter) {
    if (!isText(filter) || !hasLegalLevels(filter) || filter.equals("$share")) {
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
    return hasWildcard(filter) || isShared(filter);
  }

  /** Whether one of several subscribers gets each message, and which one the broker decides. */
  public static boolean isShared(String filter) {
    return filter.startsWith(SHARED);
  }

  /** Whether the filter stands for the name; a wildcard at its front not for the broker's own. */
  public static boolean matches(String filter, String name) {
    if (name.startsWith("$") && (filter.startsWith("#") || filter.startsWith("+"))) {
      return false;
    }
    String[] levels = name.split("/", -1);
    String[] wanted = filter.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || (!wanted[i].equals("+") && !wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return levels.length == wanted.length;
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

  /**
   * Whether a broker takes the text as a name of any kind, a client id too: not empty, no control
   * characters, no code points that are no characters.
   */
  public static boolean isText(String text) {
    if (text == null || text.isEmpty()) {
      return false;
    }
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (isRefused(codePoint)) {
        return false;
      }
    }
    return text.length() <= MAX_OCTETS / 3
        || text.getBytes(StandardCharsets.UTF_8).length <= MAX_OCTETS;
  }

  private static boolean isRefused(int codePoint) {
    boolean noCharacter =
        (codePoint >= 0xFDD0 && codePoint <= 0xFDEF) || (codePoint & 0xFFFE) == 0xFFFE;
    return noCharacter || Character.isISOControl(codePoint);
  }

  private static boolean hasLegalLevels(String text) {
    int separators = 0;
    for (int i = text.indexOf('/'); i >= 0; i = text.indexOf('/', i + 1)) {
      separators++;
    }
    return separators <= MAX_LEVEL_SEPARATORS;
  }
}
