package dev.mqttsn.serial;

import java.util.concurrent.TimeUnit;

/** When the air is free for the next frame, by bit rate and duty cycle. Times in microseconds. */
final class Pacer {
  private static final long BIT_MICROS = 8 * TimeUnit.SECONDS.toMicros(1);

  /** The part of the duty cycle that is kept for answers, so that requests never silence them. */
  private static final int RESERVE_PARTS = 10;

  private final int bitRate;
  private final DutyCycle dutyCycle;
  private final boolean isLimited;
  private long freeMicros = Long.MIN_VALUE;

  /**
   * Paces one link.
   *
   * @param bitRate bit/s of the air, 0 for no pacing
   * @param dutyCycle share of an hour, 0 for no limit
   */
  Pacer(int bitRate, double dutyCycle) {
    this.bitRate = bitRate;
    this.dutyCycle = new DutyCycle(dutyCycle);
    isLimited = dutyCycle > 0;
  }

  long airMicros(int octets) {
    return bitRate == 0 ? 0 : (octets * BIT_MICROS + bitRate - 1) / bitRate;
  }

  /** Whether there can be a time for it at all. */
  boolean fits(long airMicros, MessageKind kind) {
    return !isLimited || airMicros <= budgetMicros(kind);
  }

  /** The earliest time for a frame; now or before means that it may go. */
  long readyMicros(long nowMicros, long airMicros, MessageKind kind) {
    if (freeMicros > nowMicros) {
      return freeMicros;
    }
    return isLimited ? dutyCycle.readyMicros(nowMicros, airMicros, budgetMicros(kind)) : nowMicros;
  }

  private long budgetMicros(MessageKind kind) {
    long budget = dutyCycle.budgetMicros();
    return kind == MessageKind.REQUEST ? budget - budget / RESERVE_PARTS : budget;
  }

  void sent(long nowMicros, long airMicros) {
    freeMicros = nowMicros + airMicros;
    if (isLimited) {
      dutyCycle.sent(nowMicros, airMicros);
    }
  }
}
