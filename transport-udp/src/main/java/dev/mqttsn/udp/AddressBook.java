package dev.mqttsn.udp;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Translates between socket addresses and node addresses, and remembers those used last so that a
 * datagram of a known node costs no new objects. Used on the event loop only.
 */
final class AddressBook {
  /** Above the 10,000 clients of a gateway, and a bound on what forged sources can fill. */
  static final int MAX_ENTRIES = 16_384;

  private final Link link;
  private final Map<InetSocketAddress, NodeAddress> nodes;
  private final Map<Octets, InetSocketAddress> sockets;

  AddressBook(Link link, int maxEntries) {
    this.link = link;
    nodes = leastRecentlyUsed(maxEntries);
    sockets = leastRecentlyUsed(maxEntries);
  }

  NodeAddress node(InetSocketAddress socket) {
    if (needsScope(socket.getAddress())) {
      return NodeAddress.direct(link, AddressOctets.of(socket));
    }
    NodeAddress known = nodes.get(socket);
    return known != null ? known : remember(socket);
  }

  /** Java calls two link-local addresses equal whose interfaces differ: none is remembered. */
  private static boolean needsScope(InetAddress address) {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }

  private NodeAddress remember(InetSocketAddress socket) {
    NodeAddress node = NodeAddress.direct(link, AddressOctets.of(socket));
    nodes.put(socket, node);
    sockets.put(node.address(), socket);
    return node;
  }

  /**
   * @throws IllegalArgumentException if the octets are no UDP address
   */
  InetSocketAddress socket(Octets address) {
    InetSocketAddress known = sockets.get(address);
    if (known != null) {
      return known;
    }
    InetSocketAddress socket = AddressOctets.toSocket(address);
    sockets.put(address, socket);
    return socket;
  }

  int entries() {
    return Math.max(nodes.size(), sockets.size());
  }

  private static <K, V> Map<K, V> leastRecentlyUsed(int maxEntries) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > maxEntries;
      }
    };
  }
}
