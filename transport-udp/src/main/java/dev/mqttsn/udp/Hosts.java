package dev.mqttsn.udp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up what the operator wrote; blocks, so at start-up only. */
final class Hosts {
  private static final Logger log = LoggerFactory.getLogger(Hosts.class);

  private Hosts() {}

  /** {@code ::} becomes {@code 0.0.0.0} where the system has no IPv6. */
  static InetAddress listenAddress(String host) throws UdpBindException {
    InetAddress address = resolve(host);
    if (address.isMulticastAddress()) {
      throw new UdpBindException(host + " is a multicast group and no address to listen on");
    }
    if (host.equals("::") && !hasIpv6()) {
      log.info("this system has no IPv6: listening on 0.0.0.0 instead of [::]");
      return resolve("0.0.0.0");
    }
    return address;
  }

  static InetAddress resolve(String host) throws UdpBindException {
    try {
      // Java takes an empty name for the loopback address
      if (!host.isBlank()) {
        return InetAddress.getByName(host);
      }
    } catch (UnknownHostException e) {
      throw new UdpBindException("the address " + host + " does not resolve", e);
    }
    throw new UdpBindException("the address is empty");
  }

  private static boolean hasIpv6() {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      return probe.isOpen();
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether a socket may be bound to it; a group may be. */
  static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isMulticastAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  /** Whether no other program takes unicasts to all addresses on that port. */
  static boolean isFreeOnLoopback(int port) throws UdpBindException {
    return isFree("127.0.0.1", port) && (!hasIpv6() || isFree("::1", port));
  }

  private static boolean isFree(String host, int port) throws UdpBindException {
    try (DatagramSocket probe = new DatagramSocket(port, resolve(host))) {
      return probe.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  static List<String> interfaceNames() throws SocketException {
    return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().toList();
  }

  static String withPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]:" : host + ":") + port;
  }
}
