package dev.mqttsn.gateway;

/**
 * What may grow, and how far. Octets count payload and topic; lifetimes are in milliseconds.
 *
 * @param clients sessions; a CONNECT beyond it is refused as congestion
 * @param topicsPerClient registered topic ids; a REGISTER beyond it is refused as congestion
 * @param filtersPerClient subscriptions; a SUBSCRIBE beyond it is refused as congestion
 * @param pendingUp publishes of one client that the broker has not acknowledged
 * @param bufferedMessages messages held for one client
 * @param bufferedOctets octets held for one client
 * @param bufferedOctetsTotal octets held for all clients together; a listening client's one message
 *     under way may come on top
 * @param clientIdOctets longest client id
 * @param sessionLifetimeMillis how long a disconnected or lost CleanSession=0 session is kept
 * @param strangersPerSecond DISCONNECTs per second to senders that nobody knows, per source address
 * @param strangersBurst how many of them at once
 * @param overflow what goes when a client's buffer is full
 */
public record Limits(
    int clients,
    int topicsPerClient,
    int filtersPerClient,
    int pendingUp,
    int bufferedMessages,
    long bufferedOctets,
    long bufferedOctetsTotal,
    int clientIdOctets,
    long sessionLifetimeMillis,
    int strangersPerSecond,
    int strangersBurst,
    Overflow overflow) {

  /** What is dropped when a sleeper's buffer is full. */
  public enum Overflow {
    /** The oldest QoS 0 message; QoS 1 and 2 only when there is none. */
    DROP_OLDEST_QOS0_FIRST,
    DROP_OLDEST,
    DROP_NEWEST
  }

  /** The same limits with another buffer for one client. */
  public Limits withBuffer(int messages, long octets) {
    return new Limits(
        clients,
        topicsPerClient,
        filtersPerClient,
        pendingUp,
        messages,
        octets,
        bufferedOctetsTotal,
        clientIdOctets,
        sessionLifetimeMillis,
        strangersPerSecond,
        strangersBurst,
        overflow);
  }

  public static final Limits DEFAULT =
      new Limits(
          10_000,
          4_096,
          256,
          32,
          1_000,
          1 << 20,
          64L << 20,
          255,
          7L * 24 * 60 * 60 * 1000,
          20,
          200,
          Overflow.DROP_OLDEST_QOS0_FIRST);
}
