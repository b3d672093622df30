package dev.mqttsn.udp;

import dev.mqttsn.wire.Octets;
import java.net.InetSocketAddress;

/**
 * A datagram to be written to a capture.
 *
 * @param timeMicros since 1970, wall clock
 */
record CapturedDatagram(
    long timeMicros, InetSocketAddress source, InetSocketAddress destination, Octets payload) {}
