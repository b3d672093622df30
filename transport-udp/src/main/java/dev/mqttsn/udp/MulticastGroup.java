package dev.mqttsn.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * The group of a link.
 *
 * @param configured the interface that the operator named, or null
 */
record MulticastGroup(InetSocketAddress address, NetworkInterface configured) {

  /**
   * @param host the address that the link listens on
   */
  static MulticastGroup of(UdpConfig config, InetAddress host) throws UdpBindException {
    InetAddress group = groupAddress(config.multicastGroup());
    checkFamily(group, host);
    return new MulticastGroup(
        new InetSocketAddress(group, config.multicastPort()),
        config.multicastInterface() == null ? null : named(config.multicastInterface()));
  }

  private static InetAddress groupAddress(String text) throws UdpBindException {
    InetAddress group = Hosts.resolve(text);
    if (!group.isMulticastAddress()) {
      throw new UdpBindException(
          UdpBindException.Part.GROUP,
          text
              + " is not a multicast group: IPv4 groups are 224.0.0.0 to 239.255.255.255, IPv6"
              + " groups begin with ff",
          null);
    }
    return group;
  }

  private static void checkFamily(InetAddress group, InetAddress host) throws UdpBindException {
    boolean dualStack = host instanceof Inet6Address && host.isAnyLocalAddress();
    if (!dualStack && group instanceof Inet4Address != host instanceof Inet4Address) {
      throw new UdpBindException(
          UdpBindException.Part.GROUP,
          "the multicast group "
              + group.getHostAddress()
              + " and the address to listen on, "
              + host.getHostAddress()
              + ", are not both IPv4 or both IPv6",
          null);
    }
  }

  private static NetworkInterface named(String name) throws UdpBindException {
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      if (found != null) {
        return found;
      }
      String all = String.join(", ", Hosts.interfaceNames());
      throw new UdpBindException(
          UdpBindException.Part.INTERFACE,
          "there is no network interface " + name + "; this machine has " + all,
          null);
    } catch (SocketException e) {
      throw new UdpBindException(
          UdpBindException.Part.INTERFACE,
          "the network interface " + name + " cannot be looked up",
          e);
    }
  }

  InetAddress ip() {
    return address.getAddress();
  }

  /**
   * The interface of the group: the one named, else that of the address that the link listens on,
   * else the one that the system would route the group through.
   *
   * @throws IOException if there is none, as before the network is up
   */
  NetworkInterface networkInterface(InetAddress host) throws IOException {
    if (configured != null) {
      return configured;
    }
    InetAddress local = host.isAnyLocalAddress() ? routedFrom() : host;
    NetworkInterface found = NetworkInterface.getByInetAddress(local);
    if (found == null && local.isLoopbackAddress()) {
      found = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    }
    if (found == null) {
      throw new IOException("no network interface leads there");
    }
    return found;
  }

  private InetAddress routedFrom() throws IOException {
    return LocalAddresses.towards(address);
  }

  /** With the interface, which an IPv6 group of link scope needs to be a destination at all. */
  InetSocketAddress scoped(NetworkInterface through) {
    if (!(ip() instanceof Inet6Address)) {
      return address;
    }
    try {
      InetAddress scoped = Inet6Address.getByAddress(null, ip().getAddress(), through.getIndex());
      return new InetSocketAddress(scoped, address.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
