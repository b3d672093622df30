package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.ReturnCode;
import java.util.Optional;

/** One thing that the node asks of the gateway, kept until it is answered for good. */
interface Request {
  /** What an answer means for the request. */
  enum Verdict {
    /** The answer belongs to something else. */
    NOT_MINE,
    /** The next frame of the same request is due. */
    NEXT_PHASE,
    /** To be sent again when T_WAIT is over. */
    CONGESTED,
    DONE
  }

  /** The name that must be registered before, if any. */
  default Optional<String> unregisteredName() {
    return Optional.empty();
  }

  /** The frame that is due; also asked when the connection was made anew. */
  Frame frame();

  /** Whether the frame gets an answer; otherwise the request is over when it is sent. */
  default boolean isAnswered() {
    return true;
  }

  Verdict onFrame(long nowMillis, Frame answer);

  /** Called when a request without an answer was sent. */
  default void onSent(long nowMillis) {}

  /** Something that the request needs was refused. */
  default void onRefused(long nowMillis, ReturnCode code) {}
}
