package dev.mqttsn.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Which address of this machine talks to a peer; asks the routing table and sends nothing. */
final class LocalAddresses {
  private LocalAddresses() {}

  static InetAddress towards(InetSocketAddress peer) throws IOException {
    StandardProtocolFamily family =
        peer.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (DatagramChannel probe = DatagramChannel.open(family)) {
      probe.connect(peer);
      return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
    } catch (UnsupportedOperationException e) {
      throw new IOException(e);
    }
  }
}
