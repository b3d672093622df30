package dev.mqttsn.wire;

/** What a topic field holds (MQTT-SN 1.2 5.3.4); the three kinds are separate name spaces. */
public enum TopicIdType {
  /** A registered id in PUBLISH, a topic name in SUBSCRIBE and UNSUBSCRIBE. */
  NORMAL,
  PREDEFINED,
  /** The two octets are the topic name itself. */
  SHORT,
  RESERVED;

  private static final TopicIdType[] BY_BITS = values();

  public int bits() {
    return ordinal();
  }

  public static TopicIdType ofBits(int bits) {
    return BY_BITS[bits & 3];
  }
}
