package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.DoubleSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
  /** Over an hour, every ten seconds, of twenty nodes. */
  @ParameterizedTest
  @CsvSource({
    "TEMPERATURE, 12, 28",
    "HUMIDITY, 35, 75",
    "PRESSURE, 1000, 1025",
    "BATTERY, 2.9, 3.3",
    "POWER, 0, 1500",
    "MOTION, 0, 1"
  })
  void isPlausibleAndMoves(Reading reading, double min, double max) {
    SplittableRandom random = new SplittableRandom(1);
    DoubleSummaryStatistics values =
        IntStream.range(0, 7_200)
            .mapToDouble(i -> reading.value(i % 360 * 10, phase(i / 360), random))
            .summaryStatistics();
    assertTrue(values.getMin() >= min && values.getMax() <= max, values::toString);
    assertTrue(values.getMax() > values.getMin());
  }

  private static double phase(int node) {
    return node / 20.0;
  }

  @ParameterizedTest
  @CsvSource({"TEMPERATURE", "POWER"})
  void aSeedRepeatsIt(Reading reading) {
    assertEquals(
        reading.value(100, 0.3, new SplittableRandom(5)),
        reading.value(100, 0.3, new SplittableRandom(5)));
  }
}
