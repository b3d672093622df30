package dev.mqttsn.app;

import dev.mqttsn.port.Retry;

/**
 * What a link says of its own network; null where what holds for all links holds here too.
 *
 * @param retryIntervalMillis T_retry
 * @param retryCount N_retry
 * @param advertiseMillis T_ADV, 0 for no ADVERTISE
 */
record LinkRules(Long retryIntervalMillis, Integer retryCount, Long advertiseMillis) {
  private static final long MIN_RETRY_INTERVAL_MILLIS = 10;
  private static final long MAX_RETRY_INTERVAL_MILLIS = 3_600_000;
  private static final int MAX_RETRY_COUNT = 100;
  private static final long MIN_ADVERTISE_MILLIS = 1_000;
  private static final long MAX_ADVERTISE_MILLIS = 65_535_000;

  static final LinkRules NONE = new LinkRules(null, null, null);

  Retry retry(Retry usual) {
    return new Retry(
        retryIntervalMillis == null ? usual.intervalMillis() : retryIntervalMillis,
        retryCount == null ? usual.count() : retryCount);
  }

  long advertiseMillis(long usual) {
    return advertiseMillis == null ? usual : advertiseMillis;
  }

  /** Reads T_retry as the operator writes it. */
  static long retryIntervalMillis(String origin, String text) throws ConfigException {
    long millis = Durations.parseMillis(origin, text);
    if (millis < MIN_RETRY_INTERVAL_MILLIS || millis > MAX_RETRY_INTERVAL_MILLIS) {
      throw new ConfigException(origin, "'" + text + "' must be from 10ms to 1h");
    }
    return millis;
  }

  static int retryCount(String origin, String text) throws ConfigException {
    try {
      int count = Integer.parseInt(text);
      if (count >= 0 && count <= MAX_RETRY_COUNT) {
        return count;
      }
    } catch (NumberFormatException e) {
      // reported below, as a number that is out of range is
    }
    throw new ConfigException(origin, "'" + text + "' must be a whole number from 0 to 100");
  }

  /** Reads T_ADV, which ADVERTISE tells in seconds in two octets; 0 for off. */
  static long advertiseMillis(String origin, String text) throws ConfigException {
    if ("off".equals(text)) {
      return 0;
    }
    long millis = Durations.parseMillis(origin, text);
    if (millis < MIN_ADVERTISE_MILLIS || millis > MAX_ADVERTISE_MILLIS) {
      throw new ConfigException(origin, "'" + text + "' must be from 1s to 65535s, or off");
    }
    return millis;
  }
}
