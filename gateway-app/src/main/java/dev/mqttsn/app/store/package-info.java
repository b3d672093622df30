/**
 * Sessions on disk: {@link dev.mqttsn.app.store.SqliteStore} is the {@link
 * dev.mqttsn.port.SessionStore} that commits in groups on a thread of its own, {@code
 * StateDatabase} the tables, {@code StateDirectory} the files.
 */
package dev.mqttsn.app.store;
