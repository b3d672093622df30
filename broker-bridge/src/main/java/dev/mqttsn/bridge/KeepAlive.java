package dev.mqttsn.bridge;

/**
 * Supervision of one connection. Life is proved by what is received alone; since the broker expects
 * to hear from us as well, a silence of ours is also ended by a ping.
 */
final class KeepAlive {
  /** What onTick asks for. */
  enum Action {
    NONE,
    PING,
    CLOSE
  }

  /** So much earlier than the broker could object, as ticks are this far apart. */
  static final long TICK_MILLIS = 500;

  private long intervalMillis;
  private long receivedMillis;
  private long sentMillis;
  private boolean pinged;

  /** Begins with a connection; an interval of 0 means no supervision. */
  void start(long nowMillis, int intervalSeconds) {
    intervalMillis = intervalSeconds * 1000L;
    receivedMillis = nowMillis;
    sentMillis = nowMillis;
    pinged = false;
  }

  void onReceived(long nowMillis) {
    receivedMillis = nowMillis;
    pinged = false;
  }

  boolean hasReceivedSince(long millis) {
    return receivedMillis > millis;
  }

  void onSent(long nowMillis) {
    sentMillis = nowMillis;
  }

  Action onTick(long nowMillis) {
    if (intervalMillis == 0) {
      return Action.NONE;
    }
    long silence = nowMillis - receivedMillis;
    if (2 * silence >= 3 * intervalMillis) {
      return Action.CLOSE;
    }
    boolean due =
        silence >= intervalMillis || nowMillis - sentMillis >= intervalMillis - TICK_MILLIS;
    if (!due || pinged) {
      return Action.NONE;
    }
    pinged = true;
    sentMillis = nowMillis;
    return Action.PING;
  }
}
