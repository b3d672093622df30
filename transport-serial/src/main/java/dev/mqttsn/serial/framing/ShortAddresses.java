package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The 16-bit address under which each 64-bit one was heard last. It spares the modem a search in
 * the mesh, and may be stale. Read and written by different threads.
 */
final class ShortAddresses {
  static final int UNKNOWN = 0xFFFE;
  private static final int MAX_NODES = 4_096;

  private final Map<Octets, Integer> heard =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Octets, Integer> eldest) {
          return size() > MAX_NODES;
        }
      };

  synchronized void put(Octets node, int shortAddress) {
    heard.put(node, shortAddress);
  }

  synchronized int get(Octets node) {
    return heard.getOrDefault(node, UNKNOWN);
  }

  synchronized void forget(Octets node) {
    heard.remove(node);
  }
}
