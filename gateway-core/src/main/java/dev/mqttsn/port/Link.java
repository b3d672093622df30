package dev.mqttsn.port;

/**
 * One attachment of the gateway to a network of nodes.
 *
 * @param name for logs, as in {@code udp [::]:1883}; unique in a gateway
 * @param maxMessageOctets the largest message that the network carries; larger ones are not sent
 */
public record Link(String name, int maxMessageOctets) {}
