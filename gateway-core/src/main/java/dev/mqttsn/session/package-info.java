/**
 * One client: {@link dev.mqttsn.session.ClientSession} routes and changes state, every job is a
 * collaborator of its own. Start with {@link dev.mqttsn.session.ClientState}, then read {@link
 * dev.mqttsn.session.ClientSession}.
 *
 * <p>No sockets, files, clocks or threads: time is an argument, effects go to the {@link
 * dev.mqttsn.session.Outbox}.
 */
package dev.mqttsn.session;
