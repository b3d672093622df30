package dev.mqttsn.sim.fleet;

import java.util.random.RandomGenerator;

/** Publishes readings. */
final class SensorNode extends FleetNode {
  SensorNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  void begin() {
    stage().every(group().everyMillis(), random(), this::publish);
    takeMessages();
  }
}
