package dev.mqttsn.wire;

/** What a topic field holds (MQTT-SN 1.2 5.3.4); the three kinds are separate name spaces. */
public enum TopicIdType {
  /** A registered id in PUBLISH, a topic name in SUBSCRIBE and UNSUBSCRIBE. */
  NORMAL(0),
  PREDEFINED(1),
  /** The two octets are the topic name itself. */
  SHORT(2),
  RESERVED(3);

  private static final TopicIdType[] BY_BITS = values();

  private final int bits;

  TopicIdType(int bits) {
    this.bits = bits;
  }

  public int bits() {
    return bits;
  }

  public static TopicIdType ofBits(int bits) {
    return BY_BITS[bits & 3];
  }
}
