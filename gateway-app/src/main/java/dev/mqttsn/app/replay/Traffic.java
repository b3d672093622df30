package dev.mqttsn.app.replay;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Octets;

/**
 * A datagram of the capture between a node and the gateway, opened where it came in a forwarder's
 * envelope.
 *
 * @param atMicros counted from the first datagram
 * @param node whose message it is; that of the gateway's messages to all is of no meaning
 * @param datagram as it came, with its envelope
 */
record Traffic(long atMicros, Way way, NodeAddress node, Octets datagram, Decoded message) {
  /** Who speaks to whom. */
  enum Way {
    TO_GATEWAY,
    TO_NODE,
    TO_ALL,
    /**
     * Of a session that was there before the capture began, so that a fresh gateway cannot know it.
     */
    OLDER
  }

  long atMillis() {
    return atMicros / 1_000;
  }

  Traffic asOlder() {
    return new Traffic(atMicros, Way.OLDER, node, datagram, message);
  }
}
