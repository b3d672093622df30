package dev.mqttsn.sim.world;

import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.sim.Topic;
import java.util.Map;

/** The names that the simulated nodes use, and the predefined ids among them. */
final class Topics {
  static final String TO_ALL = "all/news";
  static final int PREDEFINED_UP = 1;
  static final int PREDEFINED_DOWN = 2;
  private static final Map<Integer, String> IDS =
      Map.of(PREDEFINED_UP, "predefined/up", PREDEFINED_DOWN, "predefined/down");

  private Topics() {}

  static PredefinedTopics predefined() {
    return new PredefinedTopics(IDS, Map.of());
  }

  static String will(NodeProfile profile) {
    return "will/" + profile.clientId();
  }

  static String name(Topic topic) {
    if (topic instanceof Topic.Named named) {
      return named.name();
    }
    return topic instanceof Topic.ShortName shortName
        ? shortName.name()
        : IDS.get(((Topic.Predefined) topic).id());
  }
}
