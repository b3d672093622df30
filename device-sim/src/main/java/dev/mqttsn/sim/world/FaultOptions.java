package dev.mqttsn.sim.world;

import java.util.random.RandomGenerator;

/**
 * How often what goes wrong, in an hour.
 *
 * @param cuts of single broker links
 * @param brokerRestarts with all its links
 * @param stalls in which the broker reads nothing
 * @param crashes of the gateway
 * @param diskFailures in which the disk takes no writes
 * @param reboots of nodes
 * @param blackouts of nodes, which are out of reach
 */
record FaultOptions(
    int cuts,
    int brokerRestarts,
    int stalls,
    int crashes,
    int diskFailures,
    int reboots,
    int blackouts) {
  static final FaultOptions NONE = new FaultOptions(0, 0, 0, 0, 0, 0, 0);

  static FaultOptions draw(RandomGenerator random) {
    return new FaultOptions(
        WorldOptions.percent(random, 60),
        WorldOptions.percent(random, 6),
        WorldOptions.percent(random, 6),
        WorldOptions.percent(random, 12),
        WorldOptions.percent(random, 6),
        WorldOptions.percent(random, 20),
        WorldOptions.percent(random, 12));
  }

  @Override
  public String toString() {
    return cuts
        + " cuts, "
        + brokerRestarts
        + " broker restarts, "
        + stalls
        + " stalls, "
        + crashes
        + " gateway crashes, "
        + diskFailures
        + " disk failures, "
        + reboots
        + " reboots, "
        + blackouts
        + " blackouts";
  }
}
