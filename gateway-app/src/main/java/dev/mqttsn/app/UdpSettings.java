package dev.mqttsn.app;

/**
 * One UDP link.
 *
 * @param origin the option, or the file's line and key, that a failure to listen names
 * @param groupOrigin the same for the group
 * @param interfaceOrigin the same for the group's network interface
 * @param multicast the group that ADVERTISE and GWINFO go to, or null for none
 * @param rules what the link says of its own
 * @param multicastInterface the network interface of the group, or null for the system's choice
 */
record UdpSettings(
    String origin,
    String groupOrigin,
    String interfaceOrigin,
    HostPort listen,
    HostPort multicast,
    String multicastInterface,
    int multicastTtl,
    int maxMessageOctets,
    int receiveBufferOctets,
    LinkRules rules) {
  static final int DEFAULT_TTL = 1;

  /**
   * Longer than an Ethernet frame carries: IP fragments such a message, which beats dropping it.
   */
  static final int DEFAULT_MAX_MESSAGE = 3_800;

  static final int DEFAULT_RECEIVE_BUFFER = 4 << 20;

  /** The group that other gateways and clients of MQTT-SN use on IPv4. */
  private static final HostPort USUAL_GROUP = new HostPort("225.1.1.1", 1883);

  static final UdpSettings DEFAULT = listening("--udp", new HostPort("::", 1883));

  static UdpSettings listening(String origin, HostPort listen) {
    return new UdpSettings(
        origin,
        origin,
        origin,
        listen,
        usualGroup(listen),
        null,
        DEFAULT_TTL,
        DEFAULT_MAX_MESSAGE,
        DEFAULT_RECEIVE_BUFFER,
        LinkRules.NONE);
  }

  /**
   * The usual group for a link that listens on all addresses; none for one that was tied to an
   * address, since only the operator knows in which network that is to be heard.
   */
  static HostPort usualGroup(HostPort listen) {
    boolean all = listen.host().equals("::") || listen.host().equals("0.0.0.0");
    return all ? USUAL_GROUP : null;
  }
}
