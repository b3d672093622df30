package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;

/**
 * A message on its way out.
 *
 * @param frameId 0 while it waits, and where the modem does not confirm by frame
 */
record Outgoing(NodeAddress to, Octets message, MessageKind kind, int frameId) {
  Outgoing withFrameId(int id) {
    return new Outgoing(to, message, kind, id);
  }
}
