package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;

/** PINGREQ with the client id until PINGRESP (MQTT-SN 1.2 6.14, fact sheet 5.10). */
final class WakePhase {
  private final DeviceConfig config;
  private final Exchange exchange;

  WakePhase(DeviceContext context) {
    this.config = context.config();
    this.exchange = context.newExchange();
  }

  void begin(long nowMillis) {
    exchange.begin(nowMillis, new Frame.PingReq(Octets.utf8(config.clientId())));
  }

  /** Every message but PINGRESP restarts T_retry. */
  void onHeard(long nowMillis) {
    exchange.restart(nowMillis);
  }

  void end() {
    exchange.end();
  }

  long deadline() {
    return exchange.deadline();
  }

  boolean onTimeout(long nowMillis) {
    return exchange.onTimeout(nowMillis);
  }
}
