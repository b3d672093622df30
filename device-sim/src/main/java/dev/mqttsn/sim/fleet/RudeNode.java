package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.FrameFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;

/** Breaks the rules in one of several manners; the gateway must not mind. */
final class RudeNode extends FleetNode {
  private static final long SILENCE_MILLIS = 500;

  RudeNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  FrameFilter frameFilter() {
    return switch (group().manner()) {
      case NEVER_ACK -> RudeFilters.NEVER_ACK;
      case WRONG_IDS -> RudeFilters.wrongIds(random());
      case HALF_OPEN -> FrameFilter.NONE;
    };
  }

  @Override
  boolean isVerified() {
    return false;
  }

  @Override
  void begin() {
    stage().every(group().everyMillis(), random(), this::publish);
    takeMessages();
    if (group().manner() == Manner.HALF_OPEN) {
      stage().every(2 * group().everyMillis(), random(), this::vanish);
    }
  }

  /** Goes without a word, and comes back from elsewhere with a CONNECT. */
  private void vanish() {
    device().fallSilent();
    stage().loop().after(SILENCE_MILLIS + random().nextLong(group().everyMillis()), this::comeBack);
  }

  private void comeBack() {
    try {
      device().move();
      device().restart();
      readings().forget();
      start();
      stage().tally().moves++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
