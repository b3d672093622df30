package dev.mqttsn.serial.framing;

/**
 * How well a radio heard a frame.
 *
 * @param snrDb signal to noise ratio
 */
public record Signal(int rssiDbm, int snrDb) {
  /** The modem does not tell. */
  public static final Signal UNKNOWN = new Signal(Integer.MIN_VALUE, Integer.MIN_VALUE);

  public boolean isKnown() {
    return !equals(UNKNOWN);
  }
}
