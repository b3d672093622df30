/**
 * The runnable gateway: command line, configuration file, and the composition of links, shard and
 * broker bridge. Start with {@link dev.mqttsn.app.Main}; {@link dev.mqttsn.app.Gateway} puts the
 * parts together and {@link dev.mqttsn.app.ShardLoop} drives them.
 */
package dev.mqttsn.app;
