package dev.mqttsn.wire;

/** The bits of the flags octet (MQTT-SN 1.2 5.3.4). */
final class Flags {
  static final int DUP = 0x80;
  static final int QOS_SHIFT = 5;
  static final int RETAIN = 0x10;
  static final int WILL = 0x08;
  static final int CLEAN_SESSION = 0x04;

  private Flags() {}

  static boolean dup(int flags) {
    return (flags & DUP) != 0;
  }

  static Qos qos(int flags) {
    return Qos.ofBits(flags >> QOS_SHIFT);
  }

  static boolean retain(int flags) {
    return (flags & RETAIN) != 0;
  }

  static boolean will(int flags) {
    return (flags & WILL) != 0;
  }

  static boolean cleanSession(int flags) {
    return (flags & CLEAN_SESSION) != 0;
  }

  static TopicIdType topicIdType(int flags) {
    return TopicIdType.ofBits(flags);
  }
}
