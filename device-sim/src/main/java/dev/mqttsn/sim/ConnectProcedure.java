package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/** CONNECT and the two parts of the will, as the gateway asks for them (MQTT-SN 1.2 6.2). */
final class ConnectProcedure {
  private static final int PROTOCOL_ID = 1;

  private final DeviceConfig config;
  private final Exchange exchange;

  ConnectProcedure(DeviceContext context) {
    this.config = context.config();
    this.exchange = context.newExchange();
  }

  void begin(long nowMillis) {
    exchange.begin(
        nowMillis,
        new Frame.Connect(
            config.will().isPresent(),
            config.cleanSession(),
            PROTOCOL_ID,
            config.keepAliveSeconds(),
            Octets.utf8(config.clientId())));
  }

  /** An empty WILLTOPIC, which means no will, answers a gateway that asks for none. */
  void onWillTopicReq(long nowMillis) {
    Frame answer =
        config
            .will()
            .map(w -> new Frame.WillTopic(w.qos(), w.retain(), Octets.utf8(w.topic())))
            .orElse(new Frame.WillTopic(Qos.AT_MOST_ONCE, false, Octets.EMPTY));
    exchange.begin(nowMillis, answer);
  }

  void onWillMsgReq(long nowMillis) {
    exchange.begin(
        nowMillis, new Frame.WillMsg(config.will().map(DeviceWill::message).orElse(Octets.EMPTY)));
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
