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
      if (!"mqtt".equals(uri.getScheme()) || uri.getRawAuthority() == null || !pathless) {
        throw notBroker(origin, text);
      }
      return of(origin, text, uri.getRawAuthority());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw notBroker(origin, text);
    }
  }

  /** By hand, since the JDK knows no host names with an underscore, as containers have them. */
  private static BrokerUri of(String origin, String text, String authority) throws ConfigException {
    int at = authority.lastIndexOf('@');
    String info = at < 0 ? null : authority.substring(0, at);
    String place = authority.substring(at + 1);
    boolean withPort = place.matches(".*[^:]:\\d+|\\[.*\\]:\\d+");
    HostPort broker = place(origin, text, withPort ? place : place + ":" + DEFAULT_PORT);
    int colon = info == null ? -1 : info.indexOf(':');
    String user = info == null ? null : decode(colon < 0 ? info : info.substring(0, colon));
    String password = colon < 0 ? null : decode(info.substring(colon + 1));
    return new BrokerUri(broker.host(), broker.port(), user, password);
  }

  private static HostPort place(String origin, String text, String place) throws ConfigException {
    try {
      HostPort parsed = HostPort.parse(origin, place);
      if (parsed.port() > 0) {
        return parsed;
      }
    } catch (ConfigException e) {
      // told below, about the whole URI
    }
    throw notBroker(origin, text);
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
