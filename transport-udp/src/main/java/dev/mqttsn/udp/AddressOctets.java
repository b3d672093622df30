package dev.mqttsn.udp;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A socket address as the octets of a NodeAddress and back: 4 or 16 octets of IP address, 2 of
 * port.
 *
 * <p>An IPv4 address that a dual stack socket shows as IPv6 is 4 octets. A link-local IPv6 address
 * means nothing without its interface, whose index is put into octets 2 and 3, which are zero in
 * fe80::/64 (RFC 4291, 2.5.6).
 */
final class AddressOctets {
  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_OCTETS = 16;
  private static final int PORT_OCTETS = 2;
  private static final int CAPTURE_PORT = 1883;
  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private AddressOctets() {}

  static Octets of(InetSocketAddress socket) {
    byte[] ip = socket.getAddress().getAddress();
    if (socket.getAddress() instanceof Inet6Address v6 && v6.isLinkLocalAddress()) {
      putWord(ip, 2, v6.getScopeId());
    }
    return of(ip, socket.getPort());
  }

  static Octets of(byte[] address, int port) {
    byte[] ip = unmapped(address);
    byte[] octets = Arrays.copyOf(ip, ip.length + PORT_OCTETS);
    putWord(octets, ip.length, port);
    return Octets.wrap(octets);
  }

  private static byte[] unmapped(byte[] ip) {
    int prefix = MAPPED_PREFIX.length;
    boolean mapped =
        ip.length == IPV6_OCTETS && Arrays.equals(ip, 0, prefix, MAPPED_PREFIX, 0, prefix);
    return mapped ? Arrays.copyOfRange(ip, prefix, IPV6_OCTETS) : ip;
  }

  /**
   * @throws IllegalArgumentException if the octets are no UDP address
   */
  static InetSocketAddress toSocket(Octets address) {
    int ipOctets = address.length() - PORT_OCTETS;
    if (ipOctets != IPV4_OCTETS && ipOctets != IPV6_OCTETS) {
      throw new IllegalArgumentException("not a UDP address: " + address);
    }
    byte[] ip = Arrays.copyOf(address.array(), ipOctets);
    return new InetSocketAddress(ip(ip), word(address.array(), ipOctets));
  }

  /**
   * Where a node stands in a capture: at its UDP address, or, on a link of another kind, at a
   * made-up one of its own in 10.0.0.0/8, so that its conversation can be told from others.
   */
  static InetSocketAddress inCapture(NodeAddress node) {
    int ipOctets = node.address().length() - PORT_OCTETS;
    if (ipOctets == IPV4_OCTETS || ipOctets == IPV6_OCTETS) {
      return toSocket(node.address());
    }
    int hash = 31 * node.hashCode() + node.link().name().hashCode();
    byte[] ip = {10, (byte) (hash >> 16 | 1), (byte) (hash >> 8), (byte) hash};
    return new InetSocketAddress(ip(ip), CAPTURE_PORT);
  }

  /** The gateway's end of a link that has no address, in a capture. */
  static InetSocketAddress gatewayInCapture(boolean broadcast) {
    byte last = broadcast ? (byte) 255 : 1;
    return new InetSocketAddress(ip(new byte[] {10, 0, 0, last}), CAPTURE_PORT);
  }

  private static InetAddress ip(byte[] ip) {
    try {
      InetAddress plain = InetAddress.getByAddress(ip);
      if (!(plain instanceof Inet6Address) || !plain.isLinkLocalAddress()) {
        return plain;
      }
      int interfaceIndex = word(ip, 2);
      putWord(ip, 2, 0);
      return Inet6Address.getByAddress(null, ip, interfaceIndex);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void putWord(byte[] octets, int index, int value) {
    octets[index] = (byte) (value >> 8);
    octets[index + 1] = (byte) value;
  }

  private static int word(byte[] octets, int index) {
    return (octets[index] & 0xFF) << 8 | (octets[index + 1] & 0xFF);
  }
}
