package dev.mqttsn.sim.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;

/** A sensor whose address changes without a word, as behind a NAT or from cell to cell. */
final class MobileNode extends FleetNode {
  MobileNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  void begin() {
    stage().every(group().everyMillis(), random(), this::publish);
    stage().every(group().movesMillis(), random(), this::move);
    takeMessages();
  }

  private void move() {
    try {
      device().move();
      stage().tally().moves++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
