package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.NodeAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The gateway's rules for a share of the clients. Pure; not thread-safe, owned by one loop. After
 * every on… call, drain with {@link #pollEffect} and re-read {@link #nextDeadline}.
 */
public final class GatewayShard {
  /** No deadline is set. */
  public static final long NEVER = Long.MAX_VALUE;

  public GatewayShard(
      GatewayConfig config, GatewayObserver observer, RandomGenerator random, long nowMillis) {}

  /** A datagram from a node; whatever it holds, nothing is thrown. */
  public void onFrame(long nowMillis, NodeAddress from, ByteBuffer datagram) {}

  public void onBrokerEvent(long nowMillis, BrokerEvent event) {}

  /** The deadline may have passed; harmless when nothing is due. */
  public void onTimeout(long nowMillis) {}

  /** When onTimeout is due, or {@link #NEVER}. */
  public long nextDeadline() {
    return NEVER;
  }

  /** The next thing to do, or null when there is none. */
  public Effect pollEffect() {
    return null;
  }

  /** Sessions in the table, for metrics and tests. */
  public int sessionCount() {
    return 0;
  }
}
