/**
 * Real networks for simulated nodes: {@link dev.mqttsn.sim.net.NodeLoop} is the one thread that all
 * nodes live on; a {@link dev.mqttsn.sim.net.Network} gives each its {@link
 * dev.mqttsn.sim.net.Uplink} over UDP, a serial port, a forwarder or any of them made worse.
 */
package dev.mqttsn.sim.net;
