package dev.mqttsn.app.replay;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;

/**
 * A message of the fresh gateway to a node.
 *
 * @param clientId the client there, {@link ClientView#NOBODY} where none is known
 * @param afterIndex the message of the capture that was played last before it
 */
record Spoken(
    long atMillis,
    int afterIndex,
    NodeAddress node,
    String clientId,
    Frame frame,
    Meaning meaning) {}
