package dev.mqttsn.sim.world;

/** MQTT 3.1.1 4.7: which names a filter stands for. */
final class Filters {
  private Filters() {}

  static boolean matches(String filter, String topic) {
    String[] pattern = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || !(pattern[i].equals("+") || pattern[i].equals(levels[i]))) {
        return false;
      }
    }
    return pattern.length == levels.length;
  }
}
