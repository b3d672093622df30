package dev.mqttsn.wire;

/** The quality of service of a PUBLISH, a will or a subscription (MQTT-SN 1.2 5.3.4). */
public enum Qos {
  AT_MOST_ONCE(0),
  AT_LEAST_ONCE(1),
  EXACTLY_ONCE(2),
  /** Fire and forget without a session; legal only in a PUBLISH from a client (6.8). */
  MINUS_ONE(3);

  private static final Qos[] BY_BITS = values();

  private final int bits;

  Qos(int bits) {
    this.bits = bits;
  }

  /** The two bits of the flags octet, unshifted: 0 to 3. */
  public int bits() {
    return bits;
  }

  public static Qos ofBits(int bits) {
    return BY_BITS[bits & 3];
  }

  public boolean isAcknowledged() {
    return this == AT_LEAST_ONCE || this == EXACTLY_ONCE;
  }
}
