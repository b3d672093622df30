/**
 * The gateway's rules for many clients. Start with {@link dev.mqttsn.gateway.GatewayShard}.
 *
 * <p>No sockets, files, clocks or threads: time and randomness are arguments.
 */
package dev.mqttsn.gateway;
