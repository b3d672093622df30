/**
 * The words between the pure core and its adapters: what goes in ({@link
 * dev.mqttsn.port.BrokerEvent}, frames) and what comes out ({@link dev.mqttsn.port.Effect}).
 */
package dev.mqttsn.port;
