package dev.mqttsn.port;

/**
 * One attachment of the gateway to a network of nodes, with that network's manners.
 *
 * @param name for logs, as in {@code udp [::]:1883}; unique in a gateway and the same after a
 *     restart
 * @param maxMessageOctets the largest message that a node is sent, a forwarder's envelope apart;
 *     larger ones are dropped
 * @param retry how messages to its nodes are repeated
 * @param advertiseIntervalMillis T_ADV; 0 for no ADVERTISE
 */
public record Link(String name, int maxMessageOctets, Retry retry, long advertiseIntervalMillis) {
  /** A link with the default repetition and no ADVERTISE. */
  public Link(String name, int maxMessageOctets) {
    this(name, maxMessageOctets, Retry.DEFAULT, 0);
  }
}
