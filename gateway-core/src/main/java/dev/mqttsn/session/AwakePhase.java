package dev.mqttsn.session;

/**
 * One awake phase of a sleeper, from its PINGREQ to our PINGRESP (MQTT-SN 1.2 6.14); exists only
 * while awake. It ends when nothing is left to deliver or a phase's share is delivered, and without
 * PINGRESP when the node falls silent.
 */
final class AwakePhase {
  /** After the broker link came back, how long without a message means that there are no more. */
  private static final long REFILL_QUIET_MILLIS = 250;

  /** How long the broker link may take to come back before the node is let go. */
  private static final long REFILL_LINK_MILLIS = 2_000;

  private final long silenceMillis;
  private final int share;
  private long silentAtMillis;
  private long refillUntilMillis = KeepAlive.NEVER;
  private int delivered;

  /**
   * @param silenceMillis how long the node may be silent before it is taken to be asleep again
   * @param share how many messages a node gets in one phase
   */
  AwakePhase(long nowMillis, long silenceMillis, int share) {
    this.silenceMillis = silenceMillis;
    this.share = share;
    this.silentAtMillis = nowMillis + silenceMillis;
  }

  void onHeard(long nowMillis) {
    silentAtMillis = nowMillis + silenceMillis;
  }

  /** The broker is asked for what it kept; the node waits a moment for it. */
  void onBrokerResumed(long nowMillis) {
    refillUntilMillis = nowMillis + REFILL_LINK_MILLIS;
  }

  void onLinkUp(long nowMillis) {
    refillUntilMillis = nowMillis + REFILL_QUIET_MILLIS;
  }

  void onMessage(long nowMillis) {
    if (isRefilling()) {
      refillUntilMillis = nowMillis + REFILL_QUIET_MILLIS;
    }
  }

  void onTimeout(long nowMillis) {
    if (nowMillis >= refillUntilMillis) {
      refillUntilMillis = KeepAlive.NEVER;
    }
  }

  boolean isSilent(long nowMillis) {
    return nowMillis >= silentAtMillis;
  }

  void onDelivered(int messages) {
    delivered += messages;
  }

  boolean isRefilling() {
    return refillUntilMillis != KeepAlive.NEVER;
  }

  boolean isShareDelivered() {
    return delivered >= share;
  }

  long deadline() {
    return Math.min(silentAtMillis, refillUntilMillis);
  }
}
