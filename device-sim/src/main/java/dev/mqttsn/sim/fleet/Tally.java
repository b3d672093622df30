package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.Traffic;

/** What happened in the fleet, beside its messages; on the loop only. */
final class Tally {
  final Histogram acknowledgements = new Histogram();
  final Histogram arrivalsUp = new Histogram();
  final Histogram arrivalsDown = new Histogram();
  final Histogram arrivalsAsleep = new Histogram();
  final Histogram radioOn = new Histogram();
  final Histogram connects = new Histogram();

  /** Of nodes that are gone already. */
  Traffic earlierTraffic = Traffic.NONE;

  Traffic wakeTraffic = Traffic.NONE;
  int connectsRefused;
  int sessionsLost;
  int moves;
  int publishesRefused;
  int subscriptionsRefused;
  int unfinishedWakes;

  /** Readings that were due while too many waited. */
  int skipped;

  /** Messages at the broker that no node of this run sent. */
  int strange;
}
