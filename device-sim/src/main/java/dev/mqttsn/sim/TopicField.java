package dev.mqttsn.sim;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.TopicIdType;

/** A topic as PUBLISH, SUBSCRIBE and UNSUBSCRIBE carry it (MQTT-SN 1.2 5.3.4, 5.3.11). */
final class TopicField {
  private TopicField() {}

  static TopicIdType type(Topic topic) {
    if (topic instanceof Topic.Named) {
      return TopicIdType.NORMAL;
    }
    return topic instanceof Topic.Predefined ? TopicIdType.PREDEFINED : TopicIdType.SHORT;
  }

  /** The two octets of a PUBLISH; a name must be registered. */
  static int id(Topic topic, TopicTable table) {
    if (topic instanceof Topic.Named named) {
      return table.id(named.name());
    }
    if (topic instanceof Topic.Predefined predefined) {
      return predefined.id();
    }
    Octets name = Octets.utf8(((Topic.ShortName) topic).name());
    return name.at(0) << 8 | name.at(1);
  }

  /** The octets of a SUBSCRIBE or UNSUBSCRIBE. */
  static Octets octets(Topic topic) {
    if (topic instanceof Topic.Named named) {
      return Octets.utf8(named.name());
    }
    if (topic instanceof Topic.Predefined predefined) {
      return twoOctets(predefined.id());
    }
    return Octets.utf8(((Topic.ShortName) topic).name());
  }

  static Octets twoOctets(int number) {
    return Octets.wrap(new byte[] {(byte) (number >> 8), (byte) number});
  }
}
