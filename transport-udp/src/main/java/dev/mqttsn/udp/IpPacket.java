package dev.mqttsn.udp;

import dev.mqttsn.wire.Octets;

/** What an IP packet of a capture holds: a UDP datagram, or a reason to pass it over. */
sealed interface IpPacket {
  /** A whole datagram; addresses are octets of IP address and port. */
  record Udp(Octets source, Octets destination, Octets payload) implements IpPacket {}

  /** Why a packet gives no datagram. */
  enum Skipped implements IpPacket {
    FRAGMENT,
    TRUNCATED,
    NOT_UDP
  }
}
