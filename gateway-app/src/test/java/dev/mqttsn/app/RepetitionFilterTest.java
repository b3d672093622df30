package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RepetitionFilterTest {
  private final RepetitionFilter filter = new RepetitionFilter();

  @Test
  void theFirstOfAKindPassesAtOnce() {
    assertEquals(1, filter.pass(0, "a"));
    assertEquals(1, filter.pass(0, "b"));
  }

  @Test
  void whatWasHeldBackIsCountedInTheNextThatPasses() {
    filter.pass(0, "a");
    assertEquals(0, filter.pass(1, "a"));
    assertEquals(0, filter.pass(RepetitionFilter.INTERVAL_MILLIS - 1, "a"));
    assertEquals(3, filter.pass(RepetitionFilter.INTERVAL_MILLIS, "a"));
  }

  @Test
  void tooManyKindsAreHeldBackTogether() {
    int passed = 0;
    for (int i = 0; i < 1_000; i++) {
      passed += filter.pass(0, "kind " + i) > 0 ? 1 : 0;
    }
    assertEquals(65, passed);
    assertEquals(1_000 - 65 + 1, filter.pass(RepetitionFilter.INTERVAL_MILLIS, "another"));
  }
}
