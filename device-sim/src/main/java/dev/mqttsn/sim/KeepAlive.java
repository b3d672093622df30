package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;

/** PINGREQ when the active node has sent nothing for its keep-alive (MQTT-SN 1.2 6.11). */
final class KeepAlive {
  /** A little early, so that the ping is there in time. */
  private static final double SHARE = 0.9;

  private final Outbox outbox;
  private final Exchange exchange;
  private final long intervalMillis;

  KeepAlive(DeviceContext context) {
    this.outbox = context.outbox();
    this.exchange = context.newExchange();
    this.intervalMillis = (long) (context.config().keepAliveSeconds() * 1000L * SHARE);
  }

  /** Asks now. */
  void ping(long nowMillis) {
    exchange.begin(nowMillis, new Frame.PingReq(Octets.EMPTY));
  }

  /** The answer has come, or is not waited for any more; whether it was waited for. */
  boolean end() {
    boolean waited = exchange.isOpen();
    exchange.end();
    return waited;
  }

  long deadline() {
    if (exchange.isOpen()) {
      return exchange.deadline();
    }
    return intervalMillis == 0 ? Exchange.NEVER : outbox.lastSentMillis() + intervalMillis;
  }

  /** False when the gateway left all pings unanswered. */
  boolean onTimeout(long nowMillis) {
    if (exchange.isOpen()) {
      return exchange.onTimeout(nowMillis);
    }
    if (nowMillis >= deadline()) {
      ping(nowMillis);
    }
    return true;
  }
}
