/**
 * A capture played again: what its nodes sent goes through a fresh gateway core on a virtual clock,
 * in front of a simulated broker, and what the core answers is compared with what the capture
 * shows. Start with {@link dev.mqttsn.app.replay.Replay}.
 *
 * <p>All of it is pure: the same capture gives the same run, octet by octet.
 */
package dev.mqttsn.app.replay;
