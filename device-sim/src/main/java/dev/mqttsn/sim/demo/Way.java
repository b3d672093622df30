package dev.mqttsn.sim.demo;

/** Between whom something happened, as the view draws it. */
enum Way {
  UP("node -> gateway -> broker"),
  DOWN("node <- gateway <- broker"),
  KEPT("        gateway <- broker"),
  TO_GATEWAY("node -> gateway"),
  FROM_GATEWAY("node <- gateway");

  private final String drawing;

  Way(String drawing) {
    this.drawing = drawing;
  }

  @Override
  public String toString() {
    return drawing;
  }
}
