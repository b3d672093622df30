package dev.mqttsn.app.replay;

import dev.mqttsn.wire.Frame;
import java.util.Optional;

/**
 * A message of the capture with what it refers to.
 *
 * @param clientId the client at the node, {@link ClientView#NOBODY} where none is known
 * @param request for a node's message its number as a request: its index, or that of the first copy
 * @param reference for a node's message what of the gateway's it is about
 * @param meaning for the gateway's message
 */
record Reading(
    Traffic traffic, String clientId, int request, Reference reference, Optional<Meaning> meaning) {
  /** What of the gateway's a node's message is about, ids apart. */
  sealed interface Reference {
    /** Nothing that the gateway numbers. */
    record None() implements Reference {}

    /** A topic id that the gateway gave to a name. */
    record Topic(String name) implements Reference {}

    /**
     * The REGACK of a REGISTER.
     *
     * @param occurrence the REGISTER's number among those of the name
     * @param sameId whether the node repeats the topic id
     */
    record Registration(String name, int occurrence, boolean sameId) implements Reference {}

    /** The PUBACK, PUBREC or PUBCOMP of a message. */
    record Acknowledgement(MessageRef message, boolean sameId) implements Reference {}
  }

  static final Reference NONE = new Reference.None();

  boolean isFrame() {
    return traffic.message() instanceof Frame;
  }

  Frame frame() {
    return (Frame) traffic.message();
  }
}
