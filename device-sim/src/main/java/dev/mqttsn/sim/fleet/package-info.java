/**
 * The fleet simulator: a {@link dev.mqttsn.sim.fleet.Scenario} says which nodes there are, a {@link
 * dev.mqttsn.sim.fleet.Fleet} lets them live, a {@link dev.mqttsn.sim.fleet.BrokerWatch} sees what
 * arrives at the broker, and the {@link dev.mqttsn.sim.fleet.Flow}s know what was promised.
 */
package dev.mqttsn.sim.fleet;
