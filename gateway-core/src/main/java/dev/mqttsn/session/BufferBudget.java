package dev.mqttsn.session;

/** The octets that may be held for all clients together, so that no crowd of sleepers fills us. */
public final class BufferBudget {
  private final long limitOctets;
  private long usedOctets;

  public BufferBudget(long limitOctets) {
    this.limitOctets = limitOctets;
  }

  boolean hasRoomFor(long octets) {
    return usedOctets + octets <= limitOctets;
  }

  void take(long octets) {
    usedOctets += octets;
  }

  void giveBack(long octets) {
    usedOctets -= octets;
  }

  public long usedOctets() {
    return usedOctets;
  }
}
