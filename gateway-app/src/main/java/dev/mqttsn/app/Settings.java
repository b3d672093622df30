package dev.mqttsn.app;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.Limits;
import dev.mqttsn.gateway.PredefinedTopics;
import java.util.List;

/** Everything that the operator decided, in file and options together. */
record Settings(
    int gatewayId,
    long advertiseMillis,
    List<UdpSettings> links,
    List<SerialSettings> serialLinks,
    BrokerSettings broker,
    PredefinedTopics predefined,
    long retryIntervalMillis,
    int retryCount,
    Limits limits) {

  static final Settings DEFAULT =
      new Settings(
          1,
          GatewayConfig.DEFAULT_ADVERTISE_INTERVAL_MILLIS,
          List.of(UdpSettings.DEFAULT),
          List.of(),
          BrokerSettings.DEFAULT,
          PredefinedTopics.NONE,
          GatewayConfig.DEFAULT_RETRY_INTERVAL_MILLIS,
          GatewayConfig.DEFAULT_RETRY_COUNT,
          Limits.DEFAULT);
}
