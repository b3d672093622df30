/**
 * The command-line clients: each is one {@link dev.mqttsn.sim.VirtualDevice} with options, output
 * and exit statuses in the habits of mosquitto_pub and mosquitto_sub.
 */
package dev.mqttsn.sim.cli;
