package dev.mqttsn.app.replay;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import java.util.Optional;

/** One thing that happened in a replay; times count from the first datagram of the capture. */
public sealed interface Line {
  long atMicros();

  /** How an answer of the fresh gateway stands to the capture. */
  enum Verdict {
    SAME,
    DIFFERENT,
    ADDITIONAL,
    /** A repetition, a message by the gateway's clock, or one after the end of the capture. */
    NOT_COMPARED
  }

  /**
   * A node's message.
   *
   * @param madeUp whether it is not in the capture: the answer that a node would give to what only
   *     the fresh gateway sends
   */
  record FromNode(long atMicros, NodeAddress node, Decoded message, boolean madeUp)
      implements Line {}

  /**
   * A message of the fresh gateway to a node.
   *
   * @param captured what the capture has in its place, where that differs
   */
  record ToNode(
      long atMicros,
      NodeAddress node,
      Frame message,
      Verdict verdict,
      Optional<CapturedMessage> captured)
      implements Line {}

  /** A message of the captured gateway. */
  record CapturedMessage(long atMicros, Frame message) {}

  /** A message of the captured gateway that the fresh one does not send. */
  record Missing(long atMicros, NodeAddress node, Decoded message) implements Line {}

  /** A message of the fresh gateway to all nodes. */
  record ToAll(long atMicros, Frame message) implements Line {}

  /**
   * What the core reports of itself.
   *
   * @param defect whether it is a defect of the gateway
   */
  record Note(long atMicros, String text, boolean defect) implements Line {}
}
