package dev.mqttsn.serial.framing;

/** Tells when a line has been silent for so long that a frame begun before is cut off. */
final class Gap {
  private final long limitMillis;
  private long lastMillis;

  Gap(long limitMillis) {
    this.limitMillis = limitMillis;
  }

  boolean isOver(long nowMillis) {
    return nowMillis - lastMillis > limitMillis;
  }

  void heard(long nowMillis) {
    lastMillis = nowMillis;
  }
}
