package dev.mqttsn.udp;

import dev.mqttsn.wire.Octets;

/**
 * A UDP datagram out of a capture. The addresses are those of a {@link
 * dev.mqttsn.port.NodeAddress}: 4 or 16 octets of IP address and 2 of port.
 *
 * @param timeMicros since 1970, wall clock
 */
public record PcapDatagram(long timeMicros, Octets source, Octets destination, Octets payload) {}
