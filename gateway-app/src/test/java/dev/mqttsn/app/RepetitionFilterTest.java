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
}
