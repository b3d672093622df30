package dev.mqttsn.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The octets of a pcap file of raw IP packets, with the IP and UDP headers that a datagram must
 * have had.
 */
final class PcapFormat {
  static final int FILE_HEADER_OCTETS = 24;

  /** The most that one record takes: its header, IPv6 and UDP headers, the largest datagram. */
  static final int MAX_RECORD_OCTETS = 16 + 40 + 8 + UdpConfig.MAX_DATAGRAM_OCTETS;

  static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;

  /** The most octets of one packet that a capture holds. */
  static final int SNAP_OCTETS = 262_144;

  /** Packets begin with their IPv4 or IPv6 header. */
  private static final int LINKTYPE_RAW = 101;

  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int IPV4_HEADER_OCTETS = 20;
  private static final int IPV6_HEADER_OCTETS = 40;
  private static final int UDP_HEADER_OCTETS = 8;
  private static final int UDP = 17;
  private static final int HOPS = 64;

  private PcapFormat() {}

  static void putFileHeader(ByteBuffer out) {
    out.putInt(MAGIC_MICROSECONDS)
        .putShort((short) 2)
        .putShort((short) 4)
        .putInt(0)
        .putInt(0)
        .putInt(SNAP_OCTETS)
        .putInt(LINKTYPE_RAW);
  }

  /** Needs {@link #MAX_RECORD_OCTETS} of room. */
  static void putRecord(ByteBuffer out, CapturedDatagram datagram) {
    boolean ipv4 = isIpv4(datagram.source()) && isIpv4(datagram.destination());
    int udpOctets = UDP_HEADER_OCTETS + datagram.payload().length();
    int octets = (ipv4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS) + udpOctets;
    out.putInt((int) (datagram.timeMicros() / MICROS_PER_SECOND))
        .putInt((int) (datagram.timeMicros() % MICROS_PER_SECOND))
        .putInt(octets)
        .putInt(octets);
    int addresses = ipv4 ? putIpv4(out, datagram, octets) : putIpv6(out, datagram, udpOctets);
    putUdp(out, datagram, udpOctets, addresses);
  }

  private static boolean isIpv4(InetSocketAddress socket) {
    return socket.getAddress() instanceof Inet4Address;
  }

  /** Returns where the two addresses begin, which the UDP checksum covers. */
  private static int putIpv4(ByteBuffer out, CapturedDatagram datagram, int octets) {
    int start = out.position();
    out.putShort((short) 0x4500)
        .putShort((short) octets)
        .putInt(0)
        .put((byte) HOPS)
        .put((byte) UDP)
        .putShort((short) 0)
        .put(datagram.source().getAddress().getAddress())
        .put(datagram.destination().getAddress().getAddress());
    out.putShort(start + 10, folded(sum(out, start, out.position())));
    return start + 12;
  }

  private static int putIpv6(ByteBuffer out, CapturedDatagram datagram, int udpOctets) {
    out.putInt(0x6000_0000).putShort((short) udpOctets).put((byte) UDP).put((byte) HOPS);
    int addresses = out.position();
    out.put(ipv6(datagram.source().getAddress()));
    out.put(ipv6(datagram.destination().getAddress()));
    return addresses;
  }

  private static byte[] ipv6(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 16) {
      return octets;
    }
    return ByteBuffer.allocate(16).putLong(0).putInt(0xFFFF).put(octets).array();
  }

  private static void putUdp(
      ByteBuffer out, CapturedDatagram datagram, int udpOctets, int addresses) {
    int start = out.position();
    out.putShort((short) datagram.source().getPort())
        .putShort((short) datagram.destination().getPort())
        .putShort((short) udpOctets)
        .putShort((short) 0);
    datagram.payload().writeTo(out);
    short checksum = folded(sum(out, addresses, out.position()) + UDP + udpOctets);
    // 0 says that there is none (RFC 768)
    out.putShort(start + 6, checksum == 0 ? (short) 0xFFFF : checksum);
  }

  private static long sum(ByteBuffer octets, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += octets.getShort(at) & 0xFFFF;
    }
    return at < to ? sum + ((octets.get(at) & 0xFF) << 8) : sum;
  }

  /** The one's complement of a one's complement sum (RFC 1071). */
  private static short folded(long sum) {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded & 0xFFFF) + (folded >> 16);
    }
    return (short) ~folded;
  }
}
