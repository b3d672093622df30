/**
 * The MQTT 3.1.1 client side of the gateway: one connection per client and one of the gateway's
 * own. {@link dev.mqttsn.bridge.LinkSession} and its collaborators hold the rules and know no
 * network; {@link dev.mqttsn.bridge.BrokerBridge} carries them out over a {@link
 * dev.mqttsn.bridge.BrokerNetwork}, which is Netty's TCP or a simulation.
 */
package dev.mqttsn.bridge;
