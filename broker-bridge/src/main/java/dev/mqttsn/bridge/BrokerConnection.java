package dev.mqttsn.bridge;

/**
 * One connection to the broker, from the attempt to its end, of which its listener is told exactly
 * once.
 */
public interface BrokerConnection extends PacketOut {
  /** Begins the attempt; called once. */
  void start();

  /** Hands to the network what was written. */
  void flush();

  /** Closes at once, after what is written; the end is told after this call has returned. */
  void close();

  /** As close, where the broker is to blame. */
  void fail(String reason);

  /**
   * Sends DISCONNECT and waits for the broker to close, so that a new connection of this client id
   * cannot overtake this one; closes at the deadline at the latest.
   */
  void endInOrder(long deadlineMillis);

  /** To be called every now and then. */
  void onTick(long nowMillis);
}
