package dev.mqttsn.bridge;

/**
 * Which broker, and how to behave towards it.
 *
 * @param host a name or an IPv4 or IPv6 literal
 * @param username null for none
 * @param password null for none
 * @param clientId of the gateway's own connection; no node may have it
 * @param keepAliveSeconds the longest silence on a link, 0 for no supervision; a node's own is used
 *     where it is shorter
 * @param backoffMinMillis the wait before the first reconnect; doubled at each failure
 * @param backoffMaxMillis the longest wait between two attempts
 * @param restoresPerSecond how many links a second are opened after a restart of the gateway
 */
public record BrokerConfig(
    String host,
    int port,
    String username,
    String password,
    String clientId,
    int keepAliveSeconds,
    long backoffMinMillis,
    long backoffMaxMillis,
    int restoresPerSecond) {
  public static final int DEFAULT_KEEP_ALIVE_SECONDS = 60;
  public static final long DEFAULT_BACKOFF_MIN_MILLIS = 500;
  public static final long DEFAULT_BACKOFF_MAX_MILLIS = 5_000;
  public static final int DEFAULT_RESTORES_PER_SECOND = 500;

  /** With the default pace of restored links. */
  public BrokerConfig(
      String host,
      int port,
      String username,
      String password,
      String clientId,
      int keepAliveSeconds,
      long backoffMinMillis,
      long backoffMaxMillis) {
    this(
        host,
        port,
        username,
        password,
        clientId,
        keepAliveSeconds,
        backoffMinMillis,
        backoffMaxMillis,
        DEFAULT_RESTORES_PER_SECOND);
  }

  /** A broker without credentials, and the defaults for all else. */
  public static BrokerConfig of(String host, int port, String clientId) {
    return new BrokerConfig(
        host,
        port,
        null,
        null,
        clientId,
        DEFAULT_KEEP_ALIVE_SECONDS,
        DEFAULT_BACKOFF_MIN_MILLIS,
        DEFAULT_BACKOFF_MAX_MILLIS);
  }

  /** Names the broker without the password, for logs. */
  @Override
  public String toString() {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? '[' + host + ']' : host) + ':' + port;
  }
}
