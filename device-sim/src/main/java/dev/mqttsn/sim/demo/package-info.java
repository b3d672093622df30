/**
 * {@code mqttsn demo}: an embedded broker, the gateway as a process of its own and four simulated
 * nodes, with a view of what flows. Start with {@link dev.mqttsn.sim.demo.DemoCommand}; the nodes'
 * parts are written on a common stage, and all of it runs on one {@link
 * dev.mqttsn.sim.net.NodeLoop}.
 */
package dev.mqttsn.sim.demo;
