package dev.mqttsn.session;

/** Octets that may be held for all clients together, so that no crowd of them fills our memory. */
public final class OctetBudget {
  private final long limitOctets;
  private long usedOctets;

  public OctetBudget(long limitOctets) {
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
