/**
 * The MQTT 3.1.1 client side of the gateway: one connection per client and one of the gateway's
 * own. {@link dev.mqttsn.bridge.LinkSession} and its collaborators hold the rules and know no
 * network; {@link dev.mqttsn.bridge.BrokerBridge} and {@code Connection} carry them out with Netty.
 */
package dev.mqttsn.bridge;
