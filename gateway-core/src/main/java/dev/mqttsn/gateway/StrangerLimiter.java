package dev.mqttsn.gateway;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.util.Arrays;

/**
 * Bounds the answers to senders that nobody knows, per source host, with a bucket of tokens each. A
 * NAT or a forwarder is one host with hundreds of nodes, hence a generous burst. The table has a
 * fixed size: hosts that fall into one slot share it.
 */
final class StrangerLimiter {
  private static final int SLOTS = 4_096;

  private final int perSecond;
  private final int burst;
  private final int salt;
  private final double[] tokens = new double[SLOTS];
  private final long[] filledAtMillis = new long[SLOTS];

  StrangerLimiter(int perSecond, int burst, int salt) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.salt = salt;
    Arrays.fill(tokens, burst);
  }

  /** Whether one more answer may go there now; counts it. */
  boolean admits(long nowMillis, NodeAddress from) {
    int slot = slot(from.host());
    double earned = (nowMillis - filledAtMillis[slot]) * perSecond / 1_000.0;
    double available = Math.min(burst, tokens[slot] + earned);
    filledAtMillis[slot] = nowMillis;
    boolean admitted = available >= 1;
    tokens[slot] = admitted ? available - 1 : available;
    return admitted;
  }

  private int slot(Octets host) {
    int hash = (host.hashCode() ^ salt) * 0x9E3779B9;
    return (hash >>> 16) % SLOTS;
  }
}
