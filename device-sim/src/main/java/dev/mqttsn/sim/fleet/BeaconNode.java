package dev.mqttsn.sim.fleet;

import java.util.random.RandomGenerator;

/** Publishes at QoS -1 and never connects. */
final class BeaconNode extends FleetNode {
  BeaconNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  void start() {
    beginOnce();
  }

  @Override
  void begin() {
    stage().every(group().everyMillis(), random(), this::publish);
  }

  @Override
  void leave() {}
}
