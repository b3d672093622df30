package dev.mqttsn.port;

import dev.mqttsn.wire.Octets;

/**
 * Where a node is heard: a link, the link's own address octets, and behind a forwarder the wireless
 * node id (empty otherwise). For UDP the address is 4 or 16 octets of IP address and 2 of port.
 */
public record NodeAddress(Link link, Octets address, Octets nodeId) {
  private static final int PORT = 2;
  private static final int IPV4_AND_PORT = 4 + PORT;
  private static final int IPV6_AND_PORT = 16 + PORT;

  public static NodeAddress direct(Link link, Octets address) {
    return new NodeAddress(link, address, Octets.EMPTY);
  }

  public NodeAddress behind(Octets wirelessNodeId) {
    return new NodeAddress(link, address, wirelessNodeId);
  }

  /** The address without a UDP port: what a NAT or a forwarder shares among its nodes. */
  public Octets host() {
    boolean ip = address.length() == IPV4_AND_PORT || address.length() == IPV6_AND_PORT;
    return ip ? address.prefix(address.length() - PORT) : address;
  }

  public boolean isForwarded() {
    return !nodeId.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeAddress that
        && address.equals(that.address)
        && nodeId.equals(that.nodeId)
        && link.name().equals(that.link.name());
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + nodeId.hashCode();
  }
}
