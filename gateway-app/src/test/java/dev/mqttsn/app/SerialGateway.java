package dev.mqttsn.app;

import dev.mqttsn.port.Retry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway with a UDP link and serial links, at the broker of a test. */
final class SerialGateway {
  private static final int RETRY_MILLIS = 1_000;
  private static final int RETRIES = 3;

  private SerialGateway() {}

  /** The links as options: {@code PORT,framing=slip}. */
  static Gateway start(Mosquitto broker, String... links) throws ConfigException {
    return start(broker, RETRY_MILLIS, RETRIES, links);
  }

  static Gateway start(Mosquitto broker, Path capture, String... links) throws ConfigException {
    return Gateway.start(settings(broker, RETRY_MILLIS, RETRIES, links), capture);
  }

  static Gateway start(Mosquitto broker, int retryMillis, int retries, String... links)
      throws ConfigException {
    return Gateway.start(settings(broker, retryMillis, retries, links), null);
  }

  private static Settings settings(Mosquitto broker, int retryMillis, int retries, String... links)
      throws ConfigException {
    Settings udp = GatewayIT.settings(broker.uri());
    List<SerialSettings> serial = new ArrayList<>();
    for (String link : links) {
      serial.add(SerialOption.parse("test", link));
    }
    return udp.with(udp.links(), serial).with(new Retry(retryMillis, retries));
  }

  static String link(Cable cable, String framing) {
    return cable.gatewayEnd() + ",framing=" + framing;
  }
}
