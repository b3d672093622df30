package dev.mqttsn.sim.fleet;

import java.util.random.RandomGenerator;

/** Obeys commands and answers each with its state. */
final class ActuatorNode extends FleetNode {
  ActuatorNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  void begin() {
    takeMessages();
  }

  @Override
  void onCommand(boolean first) {
    if (first && stage().isOpen()) {
      publish();
    }
  }
}
