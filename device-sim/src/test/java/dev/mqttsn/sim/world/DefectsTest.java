package dev.mqttsn.sim.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proof that the checkers bite: each defect is found within 100 seeds. */
class DefectsTest {
  private static final int SEEDS = 100;

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void isFound(String name, Supplier<Seams> defect) {
    int seed = 1;
    while (seed <= SEEDS && run(seed, defect).isClean()) {
      seed++;
    }
    assertTrue(seed <= SEEDS, name + " was not found within " + SEEDS + " seeds");
  }

  static Stream<Arguments> all() {
    return Defects.ALL.stream()
        .map(defect -> Arguments.of(defect.get().getClass().getSimpleName(), defect));
  }

  private static WorldReport run(int seed, Supplier<Seams> defect) {
    return new World(WorldOptions.draw(seed), defect.get(), null).run();
  }
}
