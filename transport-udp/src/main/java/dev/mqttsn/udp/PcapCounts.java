package dev.mqttsn.udp;

/**
 * What a capture held.
 *
 * @param datagrams whole UDP datagrams
 * @param fragments packets that are parts of a larger IP packet
 * @param truncated packets that were not captured to their end
 * @param others packets that are not UDP over IP
 */
public record PcapCounts(long datagrams, long fragments, long truncated, long others) {}
