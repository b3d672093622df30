package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.util.List;

/**
 * What a subscriber is asked for.
 *
 * @param count messages after which it ends; 0 for no end
 * @param seconds after which it ends; 0 for no end
 * @param sleepSeconds between two wakes; 0 for a node that never sleeps
 */
record SubPlan(List<Topic> topics, Qos qos, int count, int seconds, int sleepSeconds) {
  boolean sleeps() {
    return sleepSeconds > 0;
  }

  /** What the gateway is told: a wake that is late, or repeated, is no loss yet. */
  int announcedSeconds() {
    return sleepSeconds + sleepSeconds / 2 + 1;
  }
}
