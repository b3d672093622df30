package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;

/** DISCONNECT, with a duration to sleep or without to leave, until its answer (6.12, 6.14). */
final class Departure {
  private static final int NONE = -1;

  private final Exchange exchange;
  private int wantedSeconds = NONE;
  private int begunSeconds = NONE;

  Departure(DeviceContext context) {
    this.exchange = context.newExchange();
  }

  /** Asks to leave when everything else is done, a departure under way too; 0 for good. */
  void want(int sleepSeconds) {
    wantedSeconds = sleepSeconds;
  }

  boolean isWanted() {
    return wantedSeconds != NONE;
  }

  /** Whether the node wants to leave for good, or is about to. */
  boolean isForGood() {
    return wantedSeconds == 0 || begunSeconds == 0;
  }

  void begin(long nowMillis) {
    begunSeconds = wantedSeconds;
    wantedSeconds = NONE;
    exchange.begin(nowMillis, new Frame.Disconnect(begunSeconds));
  }

  /** The answer has come; whether the node has left for good. */
  boolean complete() {
    boolean forGood = begunSeconds == 0;
    begunSeconds = NONE;
    exchange.end();
    return forGood;
  }

  void cancel() {
    wantedSeconds = NONE;
    begunSeconds = NONE;
    exchange.end();
  }

  long deadline() {
    return exchange.deadline();
  }

  boolean onTimeout(long nowMillis) {
    return exchange.onTimeout(nowMillis);
  }
}
