package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;

/** Topics as options name them. */
final class Topics {
  private static final int MAX_PREDEFINED = 0xFFFE;
  private static final int SHORT_OCTETS = 2;

  private Topics() {}

  /** A name of two octets travels instead of an id, which saves REGISTER and SUBSCRIBE octets. */
  static Topic of(String name) {
    boolean isShort = Octets.utf8(name).length() == SHORT_OCTETS && !TopicNames.isWildcard(name);
    return isShort ? Topic.shortName(name) : Topic.named(name);
  }

  static boolean isPredefinedId(int id) {
    return id >= 1 && id <= MAX_PREDEFINED;
  }
}
