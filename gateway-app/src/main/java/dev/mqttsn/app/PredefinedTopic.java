package dev.mqttsn.app;

import dev.mqttsn.gateway.PredefinedTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One predefined topic id with its name. */
record PredefinedTopic(int id, String name) {
  private static final int MAX_ID = 65_534;

  /** {@code ID=TOPIC}, as an option has it. */
  static PredefinedTopic parse(String origin, String text) throws ConfigException {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new ConfigException(
          origin, "'" + text + "' is no ID=TOPIC; write for example 1=sensors/temperature");
    }
    return of(origin, text.substring(0, equals), text.substring(equals + 1));
  }

  /** Topics for all clients, with those of options put over them. */
  static PredefinedTopics added(PredefinedTopics file, List<String> options)
      throws ConfigException {
    Map<Integer, String> all = new HashMap<>(file.all());
    for (String text : options) {
      PredefinedTopic topic = parse("--predefined", text);
      all.put(topic.id(), topic.name());
    }
    return new PredefinedTopics(Map.copyOf(all), file.perClient());
  }

  static PredefinedTopic of(String origin, String id, String name) throws ConfigException {
    if (name.isEmpty() || name.indexOf('#') >= 0 || name.indexOf('+') >= 0) {
      throw new ConfigException(
          origin, "'" + name + "' is no topic name: it must not be empty or hold + or #");
    }
    return new PredefinedTopic(id(origin, id), name);
  }

  private static int id(String origin, String text) throws ConfigException {
    try {
      int id = Integer.parseInt(text);
      if (id >= 1 && id <= MAX_ID) {
        return id;
      }
    } catch (NumberFormatException e) {
      // reported below, as a number that is out of range is
    }
    throw new ConfigException(origin, "'" + text + "' is no topic id; ids are 1 to " + MAX_ID);
  }
}
