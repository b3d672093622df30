package dev.mqttsn.udp;

import dev.mqttsn.port.Retry;

/**
 * One UDP link.
 *
 * @param host the address or name to listen on; {@code ::} takes IPv4 too, {@code 0.0.0.0} IPv4
 *     only
 * @param port 0 for one that the system chooses
 * @param multicastGroup the group that ADVERTISE and GWINFO go to and SEARCHGW is heard on, or null
 *     for none
 * @param multicastInterface the name of the network interface of the group, or null for the
 *     system's choice
 * @param multicastTtl how many hops a multicast may take, 0 to 255; also the limit of a radius
 * @param maxMessageOctets the largest message that is sent to a node
 * @param receiveBufferOctets what the kernel is asked for, for the burst of a thousand CONNECTs
 * @param retry how messages to nodes of this link are repeated
 * @param advertiseIntervalMillis T_ADV; 0 for no ADVERTISE
 */
public record UdpConfig(
    String host,
    int port,
    String multicastGroup,
    int multicastPort,
    String multicastInterface,
    int multicastTtl,
    int maxMessageOctets,
    int receiveBufferOctets,
    Retry retry,
    long advertiseIntervalMillis) {
  /** The largest payload of a UDP datagram over IPv4. */
  public static final int MAX_DATAGRAM_OCTETS = 65_507;

  public UdpConfig {
    within("port", port, 0, 65_535);
    within("multicastPort", multicastPort, multicastGroup == null ? 0 : 1, 65_535);
    within("multicastTtl", multicastTtl, 0, 255);
    within("maxMessageOctets", maxMessageOctets, 1, MAX_DATAGRAM_OCTETS);
    within("receiveBufferOctets", receiveBufferOctets, 1, Integer.MAX_VALUE);
  }

  /** A link with the default repetition and no ADVERTISE. */
  public UdpConfig(
      String host,
      int port,
      String multicastGroup,
      int multicastPort,
      String multicastInterface,
      int multicastTtl,
      int maxMessageOctets,
      int receiveBufferOctets) {
    this(
        host,
        port,
        multicastGroup,
        multicastPort,
        multicastInterface,
        multicastTtl,
        maxMessageOctets,
        receiveBufferOctets,
        Retry.DEFAULT,
        0);
  }

  private static void within(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
    }
  }

  boolean hasMulticast() {
    return multicastGroup != null;
  }
}
