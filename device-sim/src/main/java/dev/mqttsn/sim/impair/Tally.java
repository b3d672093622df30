package dev.mqttsn.sim.impair;

/** What became of the datagrams of one direction. */
final class Tally {
  private long received;
  private long lost;
  private long doubled;
  private long heldBack;
  private long passed;

  void add(Fate fate) {
    received++;
    if (fate.isLost()) {
      lost++;
    }
    if (fate.isDoubled()) {
      doubled++;
    }
    if (fate.heldBack()) {
      heldBack++;
    }
  }

  void addPassed() {
    passed++;
  }

  long received() {
    return received;
  }

  long lost() {
    return lost;
  }

  @Override
  public String toString() {
    return received
        + " received, "
        + lost
        + " lost, "
        + doubled
        + " doubled, "
        + heldBack
        + " reordered, "
        + passed
        + " passed on";
  }
}
