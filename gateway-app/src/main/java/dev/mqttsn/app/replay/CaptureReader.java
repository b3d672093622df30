package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Sorts out what of a capture is between nodes and the gateway, and which way it goes. */
final class CaptureReader {
  private static final Malformed ENVELOPE = new Malformed("forwarder envelope");

  private final Set<Octets> gateways;
  private final Function<Octets, Link> linkAt;
  private final Map<Octets, Link> linkOf = new HashMap<>();
  private final Link usualLink;

  private CaptureReader(Set<Octets> gateways, Function<Octets, Link> linkAt) {
    this.gateways = gateways;
    this.linkAt = linkAt;
    this.usualLink = linkAt.apply(gateways.iterator().next());
  }

  /**
   * Gives the traffic in the order of the capture.
   *
   * @param linkAt the link that the gateway has at one of its addresses
   */
  static List<Traffic> read(
      List<PcapDatagram> datagrams, Set<Octets> gateways, Function<Octets, Link> linkAt) {
    CaptureReader reader = new CaptureReader(gateways, linkAt);
    datagrams.forEach(reader::learnLink);
    List<Traffic> traffic = new ArrayList<>();
    long begin = datagrams.isEmpty() ? 0 : datagrams.get(0).timeMicros();
    for (PcapDatagram datagram : datagrams) {
      reader.traffic(datagram, Math.max(0, datagram.timeMicros() - begin)).ifPresent(traffic::add);
    }
    return OlderSessions.mark(traffic);
  }

  /** A node that asks a group is on the link on which it is heard otherwise. */
  private void learnLink(PcapDatagram datagram) {
    if (gateways.contains(datagram.destination())) {
      linkOf.putIfAbsent(datagram.source(), linkAt.apply(datagram.destination()));
    } else if (gateways.contains(datagram.source())) {
      linkOf.putIfAbsent(datagram.destination(), linkAt.apply(datagram.source()));
    }
  }

  private Optional<Traffic> traffic(PcapDatagram datagram, long atMicros) {
    Octets source = datagram.source();
    Octets destination = datagram.destination();
    if (gateways.contains(source)) {
      if (gateways.contains(destination)) {
        return Optional.empty();
      }
      Way way = GatewayAddresses.isGroup(destination) ? Way.TO_ALL : Way.TO_NODE;
      return Optional.of(open(datagram, atMicros, way, destination));
    }
    if (gateways.contains(destination)) {
      return Optional.of(open(datagram, atMicros, Way.TO_GATEWAY, source));
    }
    return GatewayAddresses.isGroup(destination)
        ? Optional.of(open(datagram, atMicros, Way.TO_GATEWAY, source)).filter(this::isSearch)
        : Optional.empty();
  }

  private boolean isSearch(Traffic traffic) {
    return traffic.message() instanceof Frame.SearchGw;
  }

  private Traffic open(PcapDatagram datagram, long atMicros, Way way, Octets peer) {
    NodeAddress node = NodeAddress.direct(linkOf.getOrDefault(peer, usualLink), peer);
    ByteBuffer octets = ByteBuffer.wrap(datagram.payload().array());
    if (!Encapsulation.isEncapsulated(octets)) {
      Decoded message = FrameDecoder.decode(octets);
      return new Traffic(atMicros, way, node, datagram.payload(), message);
    }
    Encapsulation envelope = Encapsulation.open(octets);
    if (envelope == null) {
      return new Traffic(atMicros, way, node, datagram.payload(), ENVELOPE);
    }
    return new Traffic(
        atMicros,
        way,
        node.behind(envelope.nodeId()),
        datagram.payload(),
        FrameDecoder.decode(envelope.message()));
  }
}
