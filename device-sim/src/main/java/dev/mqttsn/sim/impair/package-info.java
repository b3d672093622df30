/**
 * A network that is worse than this one: {@link dev.mqttsn.sim.impair.ImpairProxy} passes datagrams
 * between nodes and a gateway, {@link dev.mqttsn.sim.impair.Impairment} decides by a seed what
 * becomes of each.
 */
package dev.mqttsn.sim.impair;
