package dev.mqttsn.app;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;
import dev.mqttsn.udp.CapturingSink;
import dev.mqttsn.udp.CapturingTransport;
import dev.mqttsn.udp.PcapWriter;
import dev.mqttsn.udp.UdpBindException;
import dev.mqttsn.udp.UdpConfig;
import dev.mqttsn.udp.UdpTransport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bound UDP links, with a capture around them where one was asked for. */
final class UdpLinks {
  private final List<UdpTransport> sockets = new ArrayList<>();
  private final List<Transport> transports = new ArrayList<>();
  private final PcapWriter pcap;
  private FrameSink sink;

  private UdpLinks(PcapWriter pcap) {
    this.pcap = pcap;
  }

  static UdpLinks bind(EventLoopGroup group, Settings settings, Path capture)
      throws ConfigException {
    UdpLinks links = new UdpLinks(capture == null ? null : open(capture));
    try {
      for (UdpSettings link : settings.links()) {
        links.bind(group, settings, link);
      }
      return links;
    } catch (ConfigException e) {
      links.close();
      throw e;
    }
  }

  private static PcapWriter open(Path capture) throws ConfigException {
    try {
      return PcapWriter.open(capture);
    } catch (IOException e) {
      throw new ConfigException("--capture", capture + " cannot be written: " + e.getMessage());
    }
  }

  private void bind(EventLoopGroup group, Settings settings, UdpSettings link)
      throws ConfigException {
    HostPort multicast = link.multicast();
    UdpConfig config =
        new UdpConfig(
            link.listen().host(),
            link.listen().port(),
            multicast == null ? null : multicast.host(),
            multicast == null ? 0 : multicast.port(),
            link.multicastInterface(),
            link.multicastTtl(),
            link.maxMessageOctets(),
            link.receiveBufferOctets(),
            link.rules().retry(settings.retry()),
            link.rules().advertiseMillis(settings.advertiseMillis()));
    try {
      FrameSink deliver = this::deliver;
      UdpTransport socket =
          UdpTransport.bind(
              group, config, pcap == null ? deliver : new CapturingSink(deliver, pcap));
      sockets.add(socket);
      transports.add(pcap == null ? socket : new CapturingTransport(socket, pcap));
    } catch (UdpBindException e) {
      throw new ConfigException(origin(link, e.part()), e.getMessage());
    }
  }

  private static String origin(UdpSettings link, UdpBindException.Part part) {
    return switch (part) {
      case LISTEN -> link.origin();
      case GROUP -> link.groupOrigin();
      case INTERFACE -> link.interfaceOrigin();
    };
  }

  /** What arrives before the parts are put together is lost, as on any network. */
  private void deliver(NodeAddress from, ByteBuffer datagram) {
    if (sink != null) {
      sink.onDatagram(from, datagram);
    }
  }

  /** Call it on the loop. */
  void deliverTo(FrameSink receiver) {
    sink = receiver;
  }

  List<Transport> transports() {
    return transports;
  }

  List<Link> links() {
    return transports.stream().map(Transport::link).toList();
  }

  int port(int link) {
    return sockets.get(link).port();
  }

  /** Where all links are recorded, or null. */
  PcapWriter pcap() {
    return pcap;
  }

  void close() {
    transports.forEach(Transport::close);
    if (pcap != null) {
      pcap.close();
    }
  }
}
