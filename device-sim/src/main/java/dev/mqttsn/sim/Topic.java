package dev.mqttsn.sim;

import dev.mqttsn.wire.Octets;

/** How a node names a topic: the three kinds of MQTT-SN 1.2 are separate name spaces (6.5, 6.7). */
public sealed interface Topic {
  /** A full name, or a filter with wildcards in a subscription. */
  record Named(String name) implements Topic {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An id that gateway and node both know beforehand, 1 to 65534. */
  record Predefined(int id) implements Topic {
    @Override
    public String toString() {
      return "predefined " + id;
    }
  }

  /** A name of exactly two octets, which travels instead of an id. */
  record ShortName(String name) implements Topic {
    public ShortName {
      if (Octets.utf8(name).length() != 2) {
        throw new IllegalArgumentException("a short topic name has two octets: " + name);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Topic named(String name) {
    return new Named(name);
  }

  static Topic predefined(int id) {
    return new Predefined(id);
  }

  static Topic shortName(String name) {
    return new ShortName(name);
  }
}
