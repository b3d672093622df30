package dev.mqttsn.app.replay;

/** MQTT's matching of topic names (MQTT 3.1.1 4.7). */
final class TopicFilter {
  private static final String SHARED = "$share/";

  private TopicFilter() {}

  /** Whether one of several subscribers gets each message, and which one the broker decides. */
  static boolean isShared(String filter) {
    return filter.startsWith(SHARED);
  }

  static boolean matches(String filter, String topic) {
    if (topic.startsWith("$") && (filter.startsWith("#") || filter.startsWith("+"))) {
      return false;
    }
    String[] levels = topic.split("/", -1);
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
}
