package dev.mqttsn.udp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads the UDP datagrams of a pcap file: ours, and those of tcpdump and Wireshark in either octet
 * order, with micro- or nanoseconds. What is no whole datagram is counted and passed over.
 */
public final class PcapReader {
  private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
  private static final int MAGIC_MODIFIED = 0xA1B2CD34;
  private static final int MAGIC_PCAPNG = 0x0A0D0D0A;
  private static final int GZIP = 0x1F8B;
  private static final int RECORD_HEADER_OCTETS = 16;

  /** The upper bits of the link type tell of check sequences. */
  private static final int LINK_TYPE_MASK = 0xFFFF;

  private final InputStream in;
  private final ByteOrder order;
  private final int unitsPerMicrosecond;
  private final LinkLayer layer;
  private long packets;
  private long datagrams;
  private long fragments;
  private long truncated;
  private long others;

  private PcapReader(InputStream in, ByteOrder order, int unitsPerMicrosecond, LinkLayer layer) {
    this.in = in;
    this.order = order;
    this.unitsPerMicrosecond = unitsPerMicrosecond;
    this.layer = layer;
  }

  /**
   * Reads the file's header.
   *
   * @throws PcapException if it is no pcap file, or one of a network without IP
   */
  public static PcapReader open(InputStream in) throws IOException, PcapException {
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(PcapFormat.FILE_HEADER_OCTETS));
    if (header.remaining() < Integer.BYTES) {
      throw new PcapException("is no pcap file: it is empty or nearly so");
    }
    ByteOrder order = order(header.getInt(0));
    int magic = header.order(order).getInt(0);
    if (header.remaining() < PcapFormat.FILE_HEADER_OCTETS) {
      throw new PcapException("ends within its header");
    }
    int linkType = header.getInt(20) & LINK_TYPE_MASK;
    LinkLayer layer =
        LinkLayer.of(linkType)
            .orElseThrow(
                () ->
                    new PcapException(
                        "has packets of link type "
                            + linkType
                            + "; read are Ethernet, Linux cooked, loopback and raw IP captures"));
    return new PcapReader(in, order, magic == MAGIC_NANOSECONDS ? 1_000 : 1, layer);
  }

  private static ByteOrder order(int magic) throws PcapException {
    if (isKnown(magic)) {
      return ByteOrder.BIG_ENDIAN;
    }
    int reversed = Integer.reverseBytes(magic);
    if (isKnown(reversed)) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (magic == MAGIC_PCAPNG || magic == MAGIC_MODIFIED || reversed == MAGIC_MODIFIED) {
      throw new PcapException(
          (magic == MAGIC_PCAPNG ? "is pcapng" : "is a modified pcap")
              + ", and plain pcap is needed; convert it: editcap -F pcap in out");
    }
    if (magic >>> 16 == GZIP) {
      throw new PcapException("is compressed; unpack it first, with gunzip");
    }
    throw new PcapException("is no pcap file");
  }

  private static boolean isKnown(int magic) {
    return magic == PcapFormat.MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS;
  }

  /**
   * The next datagram, empty at the end of the file. A last packet that is cut off, as in a file
   * that is still written to, is counted as truncated.
   *
   * @throws PcapException if the file is damaged
   */
  public Optional<PcapDatagram> next() throws IOException, PcapException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(RECORD_HEADER_OCTETS)).order(order);
      if (header.remaining() < RECORD_HEADER_OCTETS) {
        truncated += header.hasRemaining() ? 1 : 0;
        return Optional.empty();
      }
      packets++;
      int octets = header.getInt(8);
      if (octets < 0 || octets > PcapFormat.SNAP_OCTETS) {
        throw new PcapException("is damaged at packet " + packets);
      }
      ByteBuffer packet = ByteBuffer.wrap(in.readNBytes(octets));
      if (packet.remaining() < octets) {
        truncated++;
        return Optional.empty();
      }
      if (count(parse(packet)) instanceof IpPacket.Udp udp) {
        return Optional.of(
            new PcapDatagram(micros(header), udp.source(), udp.destination(), udp.payload()));
      }
    }
  }

  private IpPacket parse(ByteBuffer packet) {
    Optional<ByteBuffer> ip = layer.ip(packet);
    return ip.isEmpty() ? IpPacket.Skipped.NOT_UDP : IpParser.parse(ip.get());
  }

  private IpPacket count(IpPacket packet) {
    if (packet instanceof IpPacket.Skipped skipped) {
      switch (skipped) {
        case FRAGMENT -> fragments++;
        case TRUNCATED -> truncated++;
        case NOT_UDP -> others++;
      }
    } else {
      datagrams++;
    }
    return packet;
  }

  private long micros(ByteBuffer header) {
    long seconds = header.getInt(0) & 0xFFFF_FFFFL;
    long fraction = header.getInt(4) & 0xFFFF_FFFFL;
    return seconds * 1_000_000 + fraction / unitsPerMicrosecond;
  }

  /** What was read so far. */
  public PcapCounts counts() {
    return new PcapCounts(datagrams, fragments, truncated, others);
  }
}
