package dev.mqttsn.udp;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What stands before the IP packet in a capture, by its link type (tcpdump.org/linktypes.html). */
enum LinkLayer {
  /** BSD loopback: an address family in the octet order of the machine. */
  NULL(4),
  ETHERNET(14, 12),
  RAW(0),
  LINUX_SLL(16, 14),
  LINUX_SLL2(20, 0);

  private static final int NO_TYPE = -1;
  private static final int MAX_VLAN_TAGS = 4;
  private static final int VLAN_TAG_OCTETS = 4;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;

  private final int headerOctets;
  private final int typeAt;

  LinkLayer(int headerOctets) {
    this(headerOctets, NO_TYPE);
  }

  LinkLayer(int headerOctets, int typeAt) {
    this.headerOctets = headerOctets;
    this.typeAt = typeAt;
  }

  /** The layer of a pcap file's link type; empty for one in which no UDP is looked for. */
  static Optional<LinkLayer> of(int linkType) {
    return switch (linkType) {
      case 0, 108 -> Optional.of(NULL);
      case 1 -> Optional.of(ETHERNET);
      case 12, 14, 101, 228, 229 -> Optional.of(RAW);
      case 113 -> Optional.of(LINUX_SLL);
      case 276 -> Optional.of(LINUX_SLL2);
      default -> Optional.empty();
    };
  }

  /** The IP packet within, with whatever stands behind it; empty where there is none. */
  Optional<ByteBuffer> ip(ByteBuffer packet) {
    int at = headerOctets;
    if (typeAt != NO_TYPE) {
      at = behindVlanTags(packet);
    }
    if (at < 0 || at >= packet.limit()) {
      return Optional.empty();
    }
    return Optional.of(packet.slice(at, packet.limit() - at));
  }

  /** Where the IP packet begins, or -1 where the EtherType is another. */
  private int behindVlanTags(ByteBuffer packet) {
    int type = word(packet, typeAt);
    int at = headerOctets;
    for (int i = 0; i < MAX_VLAN_TAGS && isVlan(type); i++) {
      type = word(packet, at + 2);
      at += VLAN_TAG_OCTETS;
    }
    return type == IPV4 || type == IPV6 ? at : -1;
  }

  private static boolean isVlan(int type) {
    return type == 0x8100 || type == 0x88A8 || type == 0x9100;
  }

  private static int word(ByteBuffer packet, int at) {
    return at + 2 <= packet.limit() ? packet.getShort(at) & 0xFFFF : 0;
  }
}
