package dev.mqttsn.sim.impair;

import java.util.List;

/**
 * What becomes of a datagram.
 *
 * @param dueMillis when each copy of it goes on; none where it is lost
 * @param heldBack whether later ones may overtake it
 */
public record Fate(List<Long> dueMillis, boolean heldBack) {
  static final Fate LOST = new Fate(List.of(), false);

  public boolean isLost() {
    return dueMillis.isEmpty();
  }

  public boolean isDoubled() {
    return dueMillis.size() > 1;
  }
}
