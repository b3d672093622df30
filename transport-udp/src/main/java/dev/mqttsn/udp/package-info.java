/**
 * UDP links between nodes and the gateway, unicast and multicast. Start with {@link
 * dev.mqttsn.udp.UdpTransport}; {@link dev.mqttsn.udp.PcapWriter} records what a link carries,
 * {@link dev.mqttsn.udp.PcapReader} reads it again.
 *
 * <p>Datagrams in, datagrams out: nothing here knows what an MQTT-SN message says. A transport
 * belongs to one event loop; only binding and {@code close} may be called from elsewhere.
 */
package dev.mqttsn.udp;
