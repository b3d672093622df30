package dev.mqttsn.udp;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;

/** Records each datagram that is sent and hands it on. */
public final class CapturingTransport implements Transport {
  private final Transport transport;
  private final PcapWriter pcap;

  /** The capture learns from a {@link UdpTransport} which addresses its datagrams carry. */
  public CapturingTransport(Transport transport, PcapWriter pcap) {
    this.transport = transport;
    this.pcap = pcap;
    if (transport instanceof UdpTransport udp) {
      pcap.register(udp.link(), udp.localAddress(), udp.broadcastAddress());
    }
  }

  @Override
  public Link link() {
    return transport.link();
  }

  @Override
  public void send(NodeAddress to, byte[] message) {
    pcap.sent(to, message);
    transport.send(to, message);
  }

  @Override
  public void broadcast(byte[] message, int radius) {
    if (canBroadcast()) {
      pcap.broadcast(link(), message);
    }
    transport.broadcast(message, radius);
  }

  /** A link without a group drops broadcasts: they are no traffic. */
  private boolean canBroadcast() {
    return !(transport instanceof UdpTransport udp) || udp.hasMulticast();
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public void close() {
    transport.close();
  }
}
