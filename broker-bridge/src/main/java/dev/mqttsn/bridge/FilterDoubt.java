package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;

/**
 * Whether a broker may lack filters of a session that it says is present, so that they are to be
 * subscribed once more: it may have made the session for a CONNECT whose answer never came, have
 * ended before it took our SUBSCRIBE, or have been killed before it stored that.
 *
 * <p>A connection that we end puts nothing in doubt: retained messages come with each SUBSCRIBE,
 * and would fill a buffer again and again.
 */
final class FilterDoubt {
  /**
   * Between two times that the same filters are subscribed again only because a connection broke
   * soon after they were new.
   */
  private static final long SPARING_MILLIS = 600_000;

  /** There is a reason that no later time mends. */
  private boolean lacking;

  /** A connection broke before the latest filter can be taken to be stored. */
  private boolean broken;

  private long unstoredUntilMillis = Long.MIN_VALUE;
  private long sparedUntilMillis = Long.MIN_VALUE;

  /** The broker may never have had them. */
  void raise() {
    lacking = true;
  }

  /** A new filter is on its way, which the broker takes some time to store. */
  void onSubscribe(long nowMillis) {
    unstoredUntilMillis = nowMillis + BrokerCommand.STORING_MILLIS;
    sparedUntilMillis = Long.MIN_VALUE;
  }

  /** The session is a new one: all of them are new to the broker. */
  void onSessionMade(long nowMillis) {
    lacking = false;
    broken = false;
    onSubscribe(nowMillis);
  }

  /** A connection broke; the broker may have been killed. */
  void onBroken(long nowMillis) {
    broken |= nowMillis < unstoredUntilMillis;
  }

  /** With a connection that is up: whether they are to be subscribed again now. */
  boolean resolve(long nowMillis) {
    if (!lacking && (!broken || nowMillis < sparedUntilMillis)) {
      return false;
    }
    lacking = false;
    broken = false;
    sparedUntilMillis = nowMillis + SPARING_MILLIS;
    return true;
  }
}
