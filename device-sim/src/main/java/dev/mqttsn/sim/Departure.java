package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;

/** DISCONNECT, with a duration to sleep or without to leave, until its answer (6.12, 6.14). */
final class Departure {
  private static final int NONE = -1;

  private final Exchange exchange;
  private int wantedSeconds = NONE;

  Departure(DeviceContext context) {
    this.exchange = context.newExchange();
  }

  /** Asks to leave when everything else is done; 0 seconds for good. */
  void want(int sleepSeconds) {
    wantedSeconds = sleepSeconds;
  }

  boolean isWanted() {
    return wantedSeconds != NONE;
  }

  boolean isForGood() {
    return wantedSeconds == 0;
  }

  void begin(long nowMillis) {
    exchange.begin(nowMillis, new Frame.Disconnect(wantedSeconds));
  }

  void end() {
    wantedSeconds = NONE;
    exchange.end();
  }

  long deadline() {
    return exchange.deadline();
  }

  boolean onTimeout(long nowMillis) {
    return exchange.onTimeout(nowMillis);
  }
}
