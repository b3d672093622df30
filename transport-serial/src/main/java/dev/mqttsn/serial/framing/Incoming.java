package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;

/** What a framing made of the octets that it was fed. */
public sealed interface Incoming {
  /**
   * A message of a node.
   *
   * @param from the framing's own address of the node; empty where it has none
   */
  record Message(Octets from, Octets message, Signal signal) implements Incoming {}

  /**
   * A modem's word on a frame that it was given.
   *
   * @param frameId 0 where the modem does not name the frame
   * @param code the modem's own status code
   */
  record TxStatus(int frameId, boolean delivered, int code) implements Incoming {}

  /** A frame of the modem that is known and means nothing to the gateway. */
  record Note(String what, int code) implements Incoming {}

  /** Octets that belong to no frame, or to one that its check refused. */
  record Damaged(int octets) implements Incoming {}
}
