package dev.mqttsn.app.replay;

import dev.mqttsn.wire.FrameType;
import java.util.List;

/** What a message of the gateway says, with names in the place of the ids that it chose. */
sealed interface Meaning {
  /** A message that both gateways must send. */
  sealed interface Compared extends Meaning {
    Essence essence();
  }

  /**
   * What two messages must have in common to say the same.
   *
   * @param topic what it is about, empty where that is nothing
   * @param rest all other fields that matter
   */
  record Essence(FrameType type, String topic, List<Object> rest) {
    boolean isSimilar(Essence other) {
      return type == other.type && topic.equals(other.topic);
    }
  }

  /**
   * An answer to a request of the node.
   *
   * @param request the number of the request in the capture, or {@link Requests#NONE}
   */
  record Reply(int request, Essence essence) implements Compared {}

  /**
   * A message of the gateway's own.
   *
   * @param copy whether the node was sent it and only its answer is awaited
   * @param fresh whether it was never sent to the client before, over no connection
   */
  record Delivery(Essence essence, boolean copy, boolean fresh) implements Compared {
    static Delivery of(Essence essence, boolean copy) {
      return new Delivery(essence, copy, !copy);
    }
  }

  /** DISCONNECT, which may answer anything or nothing. */
  record Parting(Essence essence) implements Compared {}

  /** Nothing to compare: what goes by the gateway's clock, or to all. */
  record Unasked() implements Meaning {}
}
