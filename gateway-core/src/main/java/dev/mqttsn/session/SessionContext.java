package dev.mqttsn.session;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.GatewayObserver;
import java.util.random.RandomGenerator;

/**
 * What all sessions of a shard share.
 *
 * @param budget for messages to nodes
 * @param stateBudget for what clients register, subscribe and publish
 */
public record SessionContext(
    GatewayConfig config,
    GatewayObserver observer,
    RandomGenerator random,
    Outbox outbox,
    Ledger ledger,
    OctetBudget budget,
    OctetBudget stateBudget) {

  /** A fifth of the heap that the gateway is started with. */
  public static final long STATE_OCTETS = 48L << 20;

  /** What an entry in a table costs beside its text. */
  static final int ENTRY_OCTETS = 120;
}
