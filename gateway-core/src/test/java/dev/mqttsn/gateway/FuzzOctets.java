package dev.mqttsn.gateway;

import java.nio.ByteBuffer;

/** A fuzzer's octets, taken one after the other; zeros once they are used up. */
final class FuzzOctets {
  private final ByteBuffer octets;

  FuzzOctets(byte[] octets) {
    this.octets = ByteBuffer.wrap(octets);
  }

  boolean hasMore() {
    return octets.hasRemaining();
  }

  int octet() {
    return octets.hasRemaining() ? octets.get() & 0xFF : 0;
  }

  int word() {
    return octet() << 8 | octet();
  }

  int below(int limit) {
    return octet() % limit;
  }

  boolean flag() {
    return (octet() & 1) != 0;
  }

  /** That many, or as many as there are. */
  byte[] take(int count) {
    byte[] taken = new byte[Math.min(count, octets.remaining())];
    octets.get(taken);
    return taken;
  }
}
