package dev.mqttsn.bridge;

/**
 * Recognises that another gateway serves the client id now: the broker closes the link soon after
 * each reconnect. A connection that the node itself asked for here does not count, so that of two
 * gateways the one gives way that the node has left.
 */
final class Takeover {
  static final long SOON_MILLIS = 10_000;
  private static final int LOSSES = 2;

  private int losses;
  private long firstUpMillis;

  /**
   * A connection has ended.
   *
   * @param byBroker whether the broker closed it
   * @param asked whether the node had asked for it
   */
  void onLost(long upMillis, long nowMillis, boolean byBroker, boolean asked) {
    if (!byBroker || asked || nowMillis - upMillis >= SOON_MILLIS) {
      losses = 0;
      return;
    }
    if (losses++ == 0) {
      firstUpMillis = upMillis;
    }
  }

  /** Whether the losses speak for it; a broker that restarts looks the same from one link. */
  boolean isSuspected() {
    return losses >= LOSSES;
  }

  /** The time from which another link must have stayed up to prove that the broker did. */
  long sinceMillis() {
    return firstUpMillis;
  }

  void reset() {
    losses = 0;
  }
}
