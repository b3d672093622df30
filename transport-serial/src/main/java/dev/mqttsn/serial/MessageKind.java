package dev.mqttsn.serial;

import dev.mqttsn.wire.FrameType;

/** What the order of sending depends on: how a message fares in a queue, by its type. */
enum MessageKind {
  /** An answer that a node waits for; it may overtake everything. */
  ANSWER,
  /** Ends something: it overtakes other nodes' messages but not this node's own. */
  LAST,
  /** Starts something: waits for its turn. */
  REQUEST;

  private static final int LONG_FORM = 1;
  private static final int LONG_FORM_EXTRA = 2;

  static MessageKind of(byte[] message) {
    FrameType type = FrameType.ofCode(at(message, typeIndex(message)));
    if (type == null) {
      return REQUEST;
    }
    return switch (type) {
      case PUBLISH, REGISTER, ADVERTISE, PINGREQ, SEARCHGW, CONNECT, SUBSCRIBE, UNSUBSCRIBE ->
          REQUEST;
      case PINGRESP, DISCONNECT -> LAST;
      case GWINFO,
          CONNACK,
          WILLTOPICREQ,
          WILLTOPIC,
          WILLMSGREQ,
          WILLMSG,
          REGACK,
          PUBACK,
          PUBCOMP,
          PUBREC,
          PUBREL,
          SUBACK,
          UNSUBACK,
          WILLTOPICUPD,
          WILLTOPICRESP,
          WILLMSGUPD,
          WILLMSGRESP ->
          ANSWER;
    };
  }

  /** Where the type of the message stands, behind a forwarder's envelope if there is one. */
  static int typeIndex(byte[] message) {
    int start = isEnvelope(message) ? at(message, 0) : 0;
    return start + 1 + (at(message, start) == LONG_FORM ? LONG_FORM_EXTRA : 0);
  }

  static boolean isEnvelope(byte[] message) {
    return at(message, 1) == FrameType.ENCAPSULATION && at(message, 0) != LONG_FORM;
  }

  private static int at(byte[] message, int index) {
    return index < message.length ? message[index] & 0xFF : 0xFF;
  }
}
