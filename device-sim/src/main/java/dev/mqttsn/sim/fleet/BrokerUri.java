package dev.mqttsn.sim.fleet;

import dev.mqttsn.bridge.BrokerConfig;
import java.net.URI;
import java.net.URISyntaxException;

/** A broker as an option names it. */
final class BrokerUri {
  private static final int DEFAULT_PORT = 1883;

  private BrokerUri() {}

  /**
   * Reads {@code mqtt://[user[:password]@]host[:port]}.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  static BrokerConfig parse(String text, String clientId) {
    try {
      URI uri = new URI(text);
      boolean pathless = uri.getPath() == null || uri.getPath().matches("/?");
      if ("mqtt".equals(uri.getScheme()) && uri.getHost() != null && pathless) {
        return config(uri, clientId);
      }
    } catch (URISyntaxException e) {
      // told below, as every other mistake is
    }
    throw new IllegalArgumentException(
        "'"
            + text.replaceAll("(//[^:/@]*):[^@]*@", "$1:***@")
            + "' is no broker URI; write mqtt://host, mqtt://host:1883 or"
            + " mqtt://user:password@host:1883");
  }

  private static BrokerConfig config(URI uri, String clientId) {
    String[] user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    BrokerConfig plain =
        BrokerConfig.of(
            uri.getHost().replaceAll("[\\[\\]]", ""),
            uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
            clientId);
    return new BrokerConfig(
        plain.host(),
        plain.port(),
        user.length > 0 ? user[0] : null,
        user.length > 1 ? user[1] : null,
        clientId,
        plain.keepAliveSeconds(),
        plain.backoffMinMillis(),
        plain.backoffMaxMillis());
  }
}
