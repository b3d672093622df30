package dev.mqttsn.sim.world;

/**
 * How the broker behaves.
 *
 * @param latencyMillis the way to it, once
 * @param serviceMillis what it takes for each packet
 * @param keepsState whether sessions outlive its restart
 */
record BrokerOptions(int latencyMillis, int serviceMillis, boolean keepsState) {}
