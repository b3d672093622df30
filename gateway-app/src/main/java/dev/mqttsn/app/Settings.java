package dev.mqttsn.app;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.Limits;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.Retry;
import java.util.List;

/** Everything that the operator decided, in file and options together. */
record Settings(
    int gatewayId,
    long advertiseMillis,
    List<UdpSettings> links,
    List<SerialSettings> serialLinks,
    BrokerSettings broker,
    PredefinedTopics predefined,
    Retry retry,
    StateSettings state,
    Limits limits) {

  static final Settings DEFAULT =
      new Settings(
          1,
          GatewayConfig.DEFAULT_ADVERTISE_INTERVAL_MILLIS,
          List.of(UdpSettings.DEFAULT),
          List.of(),
          BrokerSettings.DEFAULT,
          PredefinedTopics.NONE,
          Retry.DEFAULT,
          StateSettings.DEFAULT,
          LimitsSection.usual(true));

  Settings with(List<UdpSettings> udp, List<SerialSettings> serial) {
    return new Settings(
        gatewayId, advertiseMillis, udp, serial, broker, predefined, retry, state, limits);
  }

  Settings with(BrokerSettings other) {
    return new Settings(
        gatewayId, advertiseMillis, links, serialLinks, other, predefined, retry, state, limits);
  }

  /** The same with sessions kept elsewhere, and the limits that are usual there. */
  Settings with(StateSettings other) {
    Limits usual = LimitsSection.usual(other.isDurable());
    return new Settings(
        gatewayId, advertiseMillis, links, serialLinks, broker, predefined, retry, other, usual);
  }

  Settings with(Retry other) {
    return new Settings(
        gatewayId, advertiseMillis, links, serialLinks, broker, predefined, other, state, limits);
  }
}
