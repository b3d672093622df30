package dev.mqttsn.udp;

import dev.mqttsn.udp.IpPacket.Skipped;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;

/** UDP datagrams out of IPv4 (RFC 791) and IPv6 (RFC 8200) packets; checksums are not looked at. */
final class IpParser {
  private static final int UDP = 17;
  private static final int UDP_HEADER_OCTETS = 8;
  private static final int IPV4_HEADER_OCTETS = 20;
  private static final int IPV4_ADDRESSES_AT = 12;
  private static final int IPV6_HEADER_OCTETS = 40;
  private static final int IPV6_ADDRESSES_AT = 8;
  private static final int MAX_EXTENSIONS = 8;
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;

  private final ByteBuffer packet;

  private IpParser(ByteBuffer packet) {
    this.packet = packet;
  }

  /** The packet begins at 0; octets behind its end, as Ethernet pads, are left out. */
  static IpPacket parse(ByteBuffer packet) {
    int version = packet.limit() == 0 ? 0 : (packet.get(0) & 0xF0) >> 4;
    IpParser parser = new IpParser(packet);
    return switch (version) {
      case 4 -> parser.ipv4();
      case 6 -> parser.ipv6();
      default -> Skipped.NOT_UDP;
    };
  }

  private IpPacket ipv4() {
    if (packet.limit() < IPV4_HEADER_OCTETS) {
      return Skipped.TRUNCATED;
    }
    if ((packet.get(9) & 0xFF) != UDP) {
      return Skipped.NOT_UDP;
    }
    boolean moreOrOffset = (word(6) & 0x3FFF) != 0;
    if (moreOrOffset) {
      return Skipped.FRAGMENT;
    }
    int header = (packet.get(0) & 0x0F) * 4;
    return header < IPV4_HEADER_OCTETS ? Skipped.NOT_UDP : udp(header, IPV4_ADDRESSES_AT, 4);
  }

  private IpPacket ipv6() {
    if (packet.limit() < IPV6_HEADER_OCTETS) {
      return Skipped.TRUNCATED;
    }
    int next = packet.get(6) & 0xFF;
    int at = IPV6_HEADER_OCTETS;
    for (int i = 0; i < MAX_EXTENSIONS && isExtension(next); i++) {
      if (at + 8 > packet.limit()) {
        return Skipped.TRUNCATED;
      }
      if (next == FRAGMENT && (word(at + 2) & 0xFFF9) != 0) {
        return Skipped.FRAGMENT;
      }
      int octets = extensionOctets(next, packet.get(at + 1) & 0xFF);
      next = packet.get(at) & 0xFF;
      at += octets;
    }
    return next == UDP ? udp(at, IPV6_ADDRESSES_AT, 16) : Skipped.NOT_UDP;
  }

  private static boolean isExtension(int next) {
    return next == HOP_BY_HOP
        || next == ROUTING
        || next == FRAGMENT
        || next == AUTHENTICATION
        || next == DESTINATION;
  }

  private static int extensionOctets(int header, int length) {
    return switch (header) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (length + 2) * 4;
      default -> (length + 1) * 8;
    };
  }

  private IpPacket udp(int at, int addressesAt, int addressOctets) {
    if (at + UDP_HEADER_OCTETS > packet.limit()) {
      return Skipped.TRUNCATED;
    }
    int octets = word(at + 4);
    if (octets < UDP_HEADER_OCTETS) {
      return Skipped.NOT_UDP;
    }
    if (at + octets > packet.limit()) {
      return Skipped.TRUNCATED;
    }
    return new IpPacket.Udp(
        AddressOctets.of(octets(addressesAt, addressOctets), word(at)),
        AddressOctets.of(octets(addressesAt + addressOctets, addressOctets), word(at + 2)),
        Octets.wrap(octets(at + UDP_HEADER_OCTETS, octets - UDP_HEADER_OCTETS)));
  }

  private byte[] octets(int at, int count) {
    byte[] octets = new byte[count];
    packet.get(at, octets);
    return octets;
  }

  private int word(int at) {
    return packet.getShort(at) & 0xFFFF;
  }
}
