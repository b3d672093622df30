package dev.mqttsn.app;

/**
 * One UDP link.
 *
 * @param origin the option, or the file's line and key, that a failure to bind names
 * @param multicast the group that ADVERTISE and GWINFO go to, or null for none
 * @param multicastInterface the network interface of the group, or null for the system's choice
 */
record UdpSettings(
    String origin,
    HostPort listen,
    HostPort multicast,
    String multicastInterface,
    int multicastTtl,
    int maxMessageOctets,
    int receiveBufferOctets) {
  static final int DEFAULT_TTL = 1;

  /** What fits a datagram of an Ethernet frame; a message that is longer would be fragmented. */
  static final int DEFAULT_MAX_MESSAGE = 1_400;

  static final int DEFAULT_RECEIVE_BUFFER = 4 << 20;

  static final UdpSettings DEFAULT = listening("--udp", new HostPort("::", 1883));

  static UdpSettings listening(String origin, HostPort listen) {
    return new UdpSettings(
        origin, listen, null, null, DEFAULT_TTL, DEFAULT_MAX_MESSAGE, DEFAULT_RECEIVE_BUFFER);
  }
}
