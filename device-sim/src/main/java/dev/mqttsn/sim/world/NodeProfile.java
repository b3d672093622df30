package dev.mqttsn.sim.world;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.util.List;
import java.util.Map;

/**
 * What kind of node it is.
 *
 * @param forwarder the forwarder that it is behind, 0 for none
 * @param sleepSeconds how long it says that it sleeps, 0 for a node that does not
 * @param wakeMillis how often a sleeper wakes
 * @param publishMillis how often it publishes on average, 0 for never
 * @param topics to which it publishes
 * @param filters that it holds, with the QoS
 * @param roams whether it wakes and restarts at other addresses
 * @param retryMillis its own T_retry
 */
record NodeProfile(
    int number,
    String clientId,
    boolean clean,
    boolean will,
    int keepAliveSeconds,
    int forwarder,
    int sleepSeconds,
    long wakeMillis,
    long publishMillis,
    List<Topic> topics,
    Map<Topic, Qos> filters,
    boolean roams,
    long retryMillis) {
  boolean sleeps() {
    return sleepSeconds > 0;
  }
}
