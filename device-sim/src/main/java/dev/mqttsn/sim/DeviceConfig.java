package dev.mqttsn.sim;

import java.util.Optional;

/**
 * What a node is set up with.
 *
 * @param keepAliveSeconds 0 to 65535; 0 for none
 * @param retryMillis T_retry, how long an answer may take (7.2)
 * @param retryCount N_retry, how often a frame is repeated before the gateway counts as gone
 * @param waitMillis T_WAIT, the silence after an answer "congestion"
 * @param reconnects whether the node connects again by itself when it lost its gateway
 */
public record DeviceConfig(
    String clientId,
    int keepAliveSeconds,
    boolean cleanSession,
    Optional<DeviceWill> will,
    long retryMillis,
    int retryCount,
    long waitMillis,
    boolean reconnects) {
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long RETRY_MILLIS = 10_000;
  private static final int RETRY_COUNT = 3;
  private static final long WAIT_MILLIS = 301_000;

  /** A node with the numbers of the specification, a clean session and no will. */
  public static DeviceConfig of(String clientId) {
    return new DeviceConfig(
        clientId,
        KEEP_ALIVE_SECONDS,
        true,
        Optional.empty(),
        RETRY_MILLIS,
        RETRY_COUNT,
        WAIT_MILLIS,
        true);
  }

  public DeviceConfig withKeepAliveSeconds(int seconds) {
    return new DeviceConfig(
        clientId, seconds, cleanSession, will, retryMillis, retryCount, waitMillis, reconnects);
  }

  public DeviceConfig withCleanSession(boolean clean) {
    return new DeviceConfig(
        clientId, keepAliveSeconds, clean, will, retryMillis, retryCount, waitMillis, reconnects);
  }

  public DeviceConfig withWill(DeviceWill newWill) {
    return new DeviceConfig(
        clientId,
        keepAliveSeconds,
        cleanSession,
        Optional.of(newWill),
        retryMillis,
        retryCount,
        waitMillis,
        reconnects);
  }

  /** T_retry and N_retry. */
  public DeviceConfig withRetry(long millis, int count) {
    return new DeviceConfig(
        clientId, keepAliveSeconds, cleanSession, will, millis, count, waitMillis, reconnects);
  }

  /** T_WAIT. */
  public DeviceConfig withWaitMillis(long millis) {
    return new DeviceConfig(
        clientId,
        keepAliveSeconds,
        cleanSession,
        will,
        retryMillis,
        retryCount,
        millis,
        reconnects);
  }

  public DeviceConfig withReconnects(boolean again) {
    return new DeviceConfig(
        clientId, keepAliveSeconds, cleanSession, will, retryMillis, retryCount, waitMillis, again);
  }
}
