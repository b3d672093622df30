package dev.mqttsn.sim.fleet;

/** A mistake in a scenario, told in one line that says where it is and what would be right. */
final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1L;

  ScenarioException(String message) {
    super(message);
  }
}
