package dev.mqttsn.bridge;

/** Octets of QoS 0 messages that may wait for the broker on all links together. */
final class WaitingBudget {
  private static final long LIMIT_OCTETS = 16L << 20;

  /** What a message costs beside its payload. */
  private static final int MESSAGE_OCTETS = 200;

  private long usedOctets;

  boolean take(int payloadOctets) {
    long octets = (long) payloadOctets + MESSAGE_OCTETS;
    if (usedOctets + octets > LIMIT_OCTETS) {
      return false;
    }
    usedOctets += octets;
    return true;
  }

  void giveBack(int payloadOctets) {
    usedOctets -= payloadOctets + MESSAGE_OCTETS;
  }
}
