package dev.mqttsn.sim.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the radio carried, what was delivered for it, and how long sleepers listened. */
final class Costs {
  private static final int PERCENT = 100;

  private long framesUp;
  private long framesDown;
  private long octets;
  private long delivered;
  private long arrived;
  private final List<Long> wakes = new ArrayList<>();

  void up(int frameOctets) {
    framesUp++;
    octets += frameOctets;
  }

  void down(int frameOctets) {
    framesDown++;
    octets += frameOctets;
  }

  /** A message has arrived where it was meant to, be it for the first time or again. */
  void arrived(boolean first) {
    arrived++;
    delivered += first ? 1 : 0;
  }

  /** Arrivals, repetitions included. */
  long arrivals() {
    return arrived;
  }

  void woke(long millis) {
    wakes.add(millis);
  }

  long frames() {
    return framesUp + framesDown;
  }

  long messages() {
    return delivered;
  }

  double framesPerMessage() {
    return delivered == 0 ? 0 : (double) frames() / delivered;
  }

  double octetsPerMessage() {
    return delivered == 0 ? 0 : (double) octets / delivered;
  }

  int wakes() {
    return wakes.size();
  }

  /** The wake time that so many percent of the wakes do not exceed, in milliseconds. */
  long wakeMillis(int percent) {
    if (wakes.isEmpty()) {
      return 0;
    }
    List<Long> sorted = new ArrayList<>(wakes);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / PERCENT));
  }
}
