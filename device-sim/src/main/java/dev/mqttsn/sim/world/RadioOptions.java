package dev.mqttsn.sim.world;

/**
 * What the radio does to a frame.
 *
 * @param lossPercent of all frames, in each direction
 * @param duplicatePercent of those that arrive
 * @param delayMillis the shortest way
 * @param jitterMillis how much longer it may take; at most twice the delay, so that a copy may
 *     overtake another frame but not an answer to an answer
 */
record RadioOptions(int lossPercent, int duplicatePercent, int delayMillis, int jitterMillis) {
  RadioOptions {
    if (jitterMillis > 2 * delayMillis) {
      throw new IllegalArgumentException("a jitter of more than twice the delay");
    }
  }

  RadioOptions withoutFaults() {
    return new RadioOptions(0, 0, delayMillis, 0);
  }

  @Override
  public String toString() {
    return "loss "
        + lossPercent
        + " %, duplicates "
        + duplicatePercent
        + " %, delay "
        + delayMillis
        + "+"
        + jitterMillis
        + " ms";
  }
}
