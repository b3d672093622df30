package dev.mqttsn.session;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.GatewayObserver;
import java.util.random.RandomGenerator;

/** What all sessions of a shard share. */
public record SessionContext(
    GatewayConfig config,
    GatewayObserver observer,
    RandomGenerator random,
    Outbox outbox,
    BufferBudget budget) {

  /** How long an exchange with a node may last: the first copy and N_retry repetitions. */
  long exchangeMillis() {
    return config.retryIntervalMillis() * (config.retryCount() + 1L);
  }
}
