package dev.mqttsn.sim.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** What is measured, with a waveform that a dashboard would believe. */
enum Reading {
  /** Degrees Celsius over a day that lasts an hour, with the node's own offset. */
  TEMPERATURE(20, 6, 0.15),
  /** Percent of relative humidity. */
  HUMIDITY(55, 15, 0.6),
  /** Hectopascal. */
  PRESSURE(1_013, 8, 0.2),
  /** Volts of a battery that is used up in ten hours. */
  BATTERY(3.2, 0, 0.005) {
    @Override
    double value(double seconds, double phase, RandomGenerator random) {
      double used = Math.min(1, (seconds / SECONDS_PER_HOUR + phase) / 10);
      return super.value(seconds, phase, random) - used;
    }
  },
  /** Watts of an appliance that is switched on for a quarter of its time. */
  POWER(0, 0, 0.4) {
    @Override
    double value(double seconds, double phase, RandomGenerator random) {
      boolean on = (seconds / 120 + phase) % 1 < 0.25;
      return Math.max(0, (on ? 1_480 : 2.5) + super.value(seconds, phase, random));
    }
  },
  /** 1 where somebody moved, else 0. */
  MOTION(0, 0, 0) {
    @Override
    double value(double seconds, double phase, RandomGenerator random) {
      return random.nextDouble() < 0.1 ? 1 : 0;
    }
  };

  static final double SECONDS_PER_HOUR = 3_600;

  private final double mean;
  private final double swing;
  private final double noise;

  Reading(double mean, double swing, double noise) {
    this.mean = mean;
    this.swing = swing;
    this.noise = noise;
  }

  /**
   * The value at a time.
   *
   * @param phase 0 to 1, by which nodes differ
   */
  double value(double seconds, double phase, RandomGenerator random) {
    double angle = 2 * Math.PI * (seconds / SECONDS_PER_HOUR + phase);
    return mean + swing * Math.sin(angle) + noise * random.nextGaussian();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Reading::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
