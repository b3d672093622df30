package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HistogramTest {
  private final Histogram histogram = new Histogram();

  @Test
  void nothingWasMeasured() {
    assertEquals(0, histogram.micros(0.5));
    assertEquals("-", histogram.toString());
  }

  @Test
  void percentilesAreWithinTwoPercent() {
    for (int micros = 1; micros <= 100_000; micros++) {
      histogram.add(micros);
    }
    for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
      double exact = share * 100_000;
      assertEquals(exact, (double) histogram.micros(share), exact * 0.021);
    }
    assertEquals(100_000, histogram.maxMicros());
  }

  @Test
  void extremesHaveAPlace() {
    histogram.add(0);
    histogram.add(Long.MAX_VALUE);
    assertEquals(2, histogram.total());
    assertEquals(Long.MAX_VALUE, histogram.maxMicros());
  }
}
