/**
 * Simulated MQTT-SN 1.2 nodes and what they are shown with: {@link dev.mqttsn.sim.VirtualDevice} is
 * a node without sockets, threads or a clock; {@link dev.mqttsn.sim.net.NodeLoop} gives such nodes
 * real UDP sockets; {@link dev.mqttsn.sim.EmbeddedBroker} is a broker inside this process.
 */
package dev.mqttsn.sim;
