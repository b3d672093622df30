package dev.mqttsn.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** {@code mqtt://[user[:password]@]host[:port]}; user and password are null where not given. */
record BrokerUri(String host, int port, String username, String password) {
  private static final int DEFAULT_PORT = 1883;

  static BrokerUri parse(String origin, String text) throws ConfigException {
    try {
      URI uri = new URI(text);
      boolean pathless = uri.getPath() == null || uri.getPath().matches("/?");
      if (!"mqtt".equals(uri.getScheme()) || uri.getHost() == null || !pathless) {
        throw notBroker(origin, text);
      }
      if (uri.getPort() == 0 || uri.getPort() > 65_535) {
        throw notBroker(origin, text);
      }
      return of(uri);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw notBroker(origin, text);
    }
  }

  private static BrokerUri of(URI uri) {
    String info = uri.getRawUserInfo();
    int colon = info == null ? -1 : info.indexOf(':');
    String user = info == null ? null : decode(colon < 0 ? info : info.substring(0, colon));
    String password = colon < 0 ? null : decode(info.substring(colon + 1));
    String host = uri.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new BrokerUri(bare, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), user, password);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ConfigException notBroker(String origin, String text) {
    return new ConfigException(
        origin,
        "'"
            + withoutPassword(text)
            + "' is no broker URI; write mqtt://host, mqtt://host:1883"
            + " or mqtt://user:password@host:1883");
  }

  private static String withoutPassword(String text) {
    return text.replaceAll("(//[^:/@]*):[^@]*@", "$1:***@");
  }

  /** For logs: without the password. */
  @Override
  public String toString() {
    return "mqtt://" + new HostPort(host, port);
  }
}
