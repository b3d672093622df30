package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.NodeAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Records each datagram that is heard and hands it on. Give it to {@link UdpTransport#bind}. */
public final class CapturingSink implements FrameSink {
  private final FrameSink sink;
  private final PcapWriter pcap;

  public CapturingSink(FrameSink sink, PcapWriter pcap) {
    this.sink = sink;
    this.pcap = pcap;
  }

  @Override
  public void onDatagram(NodeAddress from, ByteBuffer datagram) {
    pcap.received(from, datagram);
    sink.onDatagram(from, datagram);
  }

  /** The same for a socket that hears a group, whose address is the destination then. */
  FrameSink heardOn(InetSocketAddress group) {
    return (from, datagram) -> {
      pcap.receivedAt(group, from, datagram);
      sink.onDatagram(from, datagram);
    };
  }
}
