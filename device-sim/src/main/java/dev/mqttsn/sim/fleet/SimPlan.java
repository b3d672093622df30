package dev.mqttsn.sim.fleet;

import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.sim.net.SerialPlace;
import java.util.List;
import java.util.Optional;

/**
 * What a run is asked for.
 *
 * @param ports serial lines instead of UDP; empty for UDP
 * @param patienceMillis how long nothing may happen at the end before the rest counts as lost
 * @param broker where arrivals are seen and an application speaks, if anywhere
 */
record SimPlan(
    Scenario scenario,
    int nodes,
    String host,
    int port,
    List<SerialPlace> ports,
    Optional<BrokerConfig> broker,
    boolean verify,
    long millis,
    long patienceMillis,
    long seed,
    String prefix) {
  String gatewayName() {
    return ports.isEmpty()
        ? "udp " + host + ":" + port
        : "serial " + String.join(", ", ports.stream().map(p -> p.config().port()).toList());
  }
}
