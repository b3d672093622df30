package dev.mqttsn.app.replay;

import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where the gateway is in a capture.
 *
 * @param addresses octets of IP address and port; several where it listens on several
 * @param evidence why it is taken for the gateway, in a few words
 */
public record GatewayAddresses(Set<Octets> addresses, String evidence) {
  private static final Set<FrameType> ANSWERS =
      EnumSet.of(
          FrameType.CONNACK,
          FrameType.WILLTOPICREQ,
          FrameType.WILLMSGREQ,
          FrameType.SUBACK,
          FrameType.UNSUBACK,
          FrameType.WILLTOPICRESP,
          FrameType.WILLMSGRESP);
  private static final Set<FrameType> ANNOUNCEMENTS =
      EnumSet.of(FrameType.ADVERTISE, FrameType.GWINFO);
  private static final Set<FrameType> REQUESTS =
      EnumSet.of(
          FrameType.CONNECT,
          FrameType.WILLTOPIC,
          FrameType.WILLMSG,
          FrameType.SUBSCRIBE,
          FrameType.UNSUBSCRIBE,
          FrameType.WILLTOPICUPD,
          FrameType.WILLMSGUPD);

  /** Where gateways listen by default: this one and Bisquitt, EMQX, Paho. */
  private static final Set<Integer> USUAL_PORTS = Set.of(1883, 1884, 10_000);

  /**
   * Looks for the side that speaks as only gateways do; where there is none, for the one that is
   * spoken to as only gateways are, and then for a usual port.
   *
   * @param wanted which addresses come into question
   */
  public static Optional<GatewayAddresses> find(
      List<PcapDatagram> datagrams, Predicate<Octets> wanted) {
    Optional<GatewayAddresses> found =
        speaking(datagrams, wanted, ANSWERS).map(known -> withOtherHosts(known, datagrams, wanted));
    return found
        .or(() -> speaking(datagrams, wanted, ANNOUNCEMENTS))
        .or(() -> spokenTo(datagrams, wanted))
        .or(() -> onPort(datagrams, address -> wanted.test(address) && isUsual(address)));
  }

  /** What an option says it is, as far as the capture shows it. */
  public static Optional<GatewayAddresses> named(
      List<PcapDatagram> datagrams, Predicate<Octets> named) {
    return find(datagrams, named).or(() -> onPort(datagrams, named));
  }

  private static Optional<GatewayAddresses> speaking(
      List<PcapDatagram> datagrams, Predicate<Octets> wanted, Set<FrameType> types) {
    return collect(datagrams, PcapDatagram::source, wanted, types, "it sends ");
  }

  private static Optional<GatewayAddresses> spokenTo(
      List<PcapDatagram> datagrams, Predicate<Octets> wanted) {
    return collect(datagrams, PcapDatagram::destination, wanted, REQUESTS, "it is sent ");
  }

  /** A gateway that listens on all addresses of its machine may not have answered on each. */
  private static GatewayAddresses withOtherHosts(
      GatewayAddresses known, List<PcapDatagram> datagrams, Predicate<Octets> wanted) {
    Predicate<Octets> samePort =
        address -> known.addresses().stream().anyMatch(other -> port(other) == port(address));
    Set<Octets> all = new LinkedHashSet<>(known.addresses());
    spokenTo(datagrams, wanted.and(samePort)).ifPresent(more -> all.addAll(more.addresses()));
    return new GatewayAddresses(all, known.evidence());
  }

  private static Optional<GatewayAddresses> onPort(
      List<PcapDatagram> datagrams, Predicate<Octets> wanted) {
    Set<Octets> addresses = new LinkedHashSet<>();
    for (PcapDatagram datagram : datagrams) {
      if (!isGroup(datagram.destination()) && wanted.test(datagram.destination())) {
        addresses.add(datagram.destination());
      }
    }
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(new GatewayAddresses(addresses, "by its port"));
  }

  private static Optional<GatewayAddresses> collect(
      List<PcapDatagram> datagrams,
      Function<PcapDatagram, Octets> side,
      Predicate<Octets> wanted,
      Set<FrameType> types,
      String evidence) {
    Set<Octets> addresses = new LinkedHashSet<>();
    FrameType first = null;
    for (PcapDatagram datagram : datagrams) {
      Octets address = side.apply(datagram);
      FrameType type = type(datagram.payload());
      if (type != null && types.contains(type) && !isGroup(address) && wanted.test(address)) {
        addresses.add(address);
        first = first == null ? type : first;
      }
    }
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(new GatewayAddresses(addresses, evidence + first));
  }

  /** The type of a well-formed message, in an envelope or not; else null. */
  private static FrameType type(Octets payload) {
    ByteBuffer message = ByteBuffer.wrap(payload.array());
    if (Encapsulation.isEncapsulated(message)) {
      Encapsulation envelope = Encapsulation.open(message);
      if (envelope == null) {
        return null;
      }
      message = envelope.message();
    }
    return FrameDecoder.decode(message) instanceof Frame frame ? frame.type() : null;
  }

  private static boolean isUsual(Octets address) {
    return USUAL_PORTS.contains(port(address));
  }

  /** The UDP port of an address. */
  public static int port(Octets address) {
    int length = address.length();
    return address.at(length - 2) << 8 | address.at(length - 1);
  }

  /** Multicast, and the broadcast address of a serial link in our captures and of IPv4. */
  static boolean isGroup(Octets address) {
    int first = address.at(0);
    if (address.length() > 6) {
      return first == 0xFF;
    }
    boolean broadcast = address.at(3) == 0xFF && (first == 0xFF || isMadeUp(address));
    return (first >= 224 && first < 240) || broadcast;
  }

  private static boolean isMadeUp(Octets address) {
    return address.at(0) == 10 && address.at(1) == 0 && address.at(2) == 0;
  }
}
