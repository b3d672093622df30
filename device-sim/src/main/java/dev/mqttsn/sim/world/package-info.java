/**
 * The whole system on a virtual clock in one thread: the real {@code GatewayShard} and {@code
 * BrokerBridge} with simulated nodes, radio, broker, disk and faults; one seed repeats a run. Start
 * with {@link dev.mqttsn.sim.world.World}; what is checked is in {@code DownLedger}, {@code
 * UpLedger}, {@code NodeView} and {@code SimBroker}.
 */
package dev.mqttsn.sim.world;
