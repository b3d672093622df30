package dev.mqttsn.port;

/**
 * How a message that a node must answer is repeated (MQTT-SN 1.2 6.13).
 *
 * @param intervalMillis T_retry, how long the node has for its answer
 * @param count N_retry, how often the message is repeated
 */
public record Retry(long intervalMillis, int count) {
  public static final Retry DEFAULT = new Retry(10_000, 3);

  /** How long an exchange may last: the first copy and N_retry repetitions. */
  public long exchangeMillis() {
    return intervalMillis * (count + 1L);
  }
}
