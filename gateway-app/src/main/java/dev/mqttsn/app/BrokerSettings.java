package dev.mqttsn.app;

/**
 * How the broker is reached.
 *
 * @param clientId of the gateway's own connection, or null for one made of the gateway id
 */
record BrokerSettings(
    BrokerUri uri,
    String username,
    String password,
    String clientId,
    int keepAliveSeconds,
    long backoffMinMillis,
    long backoffMaxMillis,
    int restoresPerSecond) {

  static final BrokerSettings DEFAULT =
      new BrokerSettings(
          new BrokerUri("127.0.0.1", 1883, null, null), null, null, null, 60, 500, 5_000, 500);

  /** Another broker; who we are there stays, unless the URI says so too. */
  BrokerSettings at(BrokerUri other) {
    boolean named = other.username() != null;
    return new BrokerSettings(
        other,
        named ? other.username() : username,
        named ? other.password() : password,
        clientId,
        keepAliveSeconds,
        backoffMinMillis,
        backoffMaxMillis,
        restoresPerSecond);
  }
}
