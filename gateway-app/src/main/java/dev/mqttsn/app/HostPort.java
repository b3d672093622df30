package dev.mqttsn.app;

/** A host name or address literal (IPv6 in brackets) with a port. */
record HostPort(String host, int port) {
  static HostPort parse(String origin, String text) throws ConfigException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.indexOf(':') >= 0 && !bracketed)) {
      throw notHostPort(origin, text);
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host,
        port(origin, text, text.substring(colon + 1)));
  }

  private static int port(String origin, String text, String digits) throws ConfigException {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // reported below, as a number that is out of range is
    }
    throw notHostPort(origin, text);
  }

  private static ConfigException notHostPort(String origin, String text) {
    return new ConfigException(
        origin,
        "'"
            + text
            + "' is no HOST:PORT; write 192.168.1.5:1883, [::]:1883 or name:1883"
            + " (port 0 to 65535)");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
