package dev.mqttsn.session;

import java.util.function.IntPredicate;

/**
 * MQTT packet ids of the gateway's own requests. They count down from the top, so that a node's
 * MsgIds, which are its packet ids and mostly count up, are nearly always free.
 */
final class PacketIds {
  private static final int HIGHEST = 65_535;

  private int next = HIGHEST;

  /** An id that is not in use; fewer than 65,535 are in use by the limits of a session. */
  int next(IntPredicate inUse) {
    while (inUse.test(next)) {
      step();
    }
    int id = next;
    step();
    return id;
  }

  private void step() {
    next = next == 1 ? HIGHEST : next - 1;
  }
}
