package dev.mqttsn.wire;

import java.nio.ByteBuffer;

/** Octets to frames; every mistake is a {@link Malformed} value, never an exception. */
public final class FrameDecoder {
  private static final Malformed TOO_SHORT = new Malformed("shorter than a header");
  private static final Malformed WRONG_LENGTH = new Malformed("length field and size differ");
  private static final Malformed UNKNOWN_TYPE = new Malformed("reserved or unknown type");
  private static final Malformed WRONG_SIZE = new Malformed("wrong size for its type");

  private FrameDecoder() {}

  /** Decodes one whole message, which must fill the buffer exactly. */
  public static Decoded decode(ByteBuffer datagram) {
    ByteBuffer in = datagram.slice();
    int size = in.remaining();
    if (size < 2) {
      return TOO_SHORT;
    }
    int length = in.get() & 0xFF;
    if (length == 1) {
      if (size < 4) {
        return TOO_SHORT;
      }
      length = in.getShort() & 0xFFFF;
    }
    if (length != size) {
      return WRONG_LENGTH;
    }
    FrameType type = FrameType.ofCode(in.get() & 0xFF);
    if (type == null) {
      return UNKNOWN_TYPE;
    }
    return isSizeLegal(type, in.remaining()) ? body(type, in) : WRONG_SIZE;
  }

  /** Whether a body of this many octets can be that message (5.4, fact sheet 2.24). */
  private static boolean isSizeLegal(FrameType type, int octets) {
    return switch (type) {
      case WILLTOPICREQ, WILLMSGREQ, PINGRESP -> octets == 0;
      case SEARCHGW, CONNACK, WILLTOPICRESP, WILLMSGRESP -> octets == 1;
      case PUBCOMP, PUBREC, PUBREL, UNSUBACK -> octets == 2;
      case ADVERTISE -> octets == 3;
      case REGACK, PUBACK -> octets == 5;
      case SUBACK -> octets == 6;
      case GWINFO -> octets >= 1;
      case CONNECT, REGISTER -> octets >= 4;
      case PUBLISH -> octets >= 5;
      case SUBSCRIBE, UNSUBSCRIBE -> octets >= 3;
      case DISCONNECT -> octets == 0 || octets == 2;
      case WILLTOPIC, WILLTOPICUPD, WILLMSG, WILLMSGUPD, PINGREQ -> true;
    };
  }

  private static Frame body(FrameType type, ByteBuffer in) {
    return switch (type) {
      case ADVERTISE -> new Frame.Advertise(octet(in), word(in));
      case SEARCHGW -> new Frame.SearchGw(octet(in));
      case GWINFO -> new Frame.GwInfo(octet(in), Octets.remaining(in));
      case CONNECT -> connect(in);
      case CONNACK -> new Frame.ConnAck(returnCode(in));
      case WILLTOPICREQ -> new Frame.WillTopicReq();
      case WILLTOPIC -> willTopic(in);
      case WILLMSGREQ -> new Frame.WillMsgReq();
      case WILLMSG -> new Frame.WillMsg(Octets.remaining(in));
      case REGISTER -> new Frame.Register(word(in), word(in), Octets.remaining(in));
      case REGACK -> new Frame.RegAck(word(in), word(in), returnCode(in));
      case PUBLISH -> publish(in);
      case PUBACK -> new Frame.PubAck(word(in), word(in), returnCode(in));
      case PUBCOMP -> new Frame.PubComp(word(in));
      case PUBREC -> new Frame.PubRec(word(in));
      case PUBREL -> new Frame.PubRel(word(in));
      case SUBSCRIBE -> subscribe(in);
      case SUBACK -> new Frame.SubAck(Flags.qos(octet(in)), word(in), word(in), returnCode(in));
      case UNSUBSCRIBE ->
          new Frame.Unsubscribe(Flags.topicIdType(octet(in)), word(in), Octets.remaining(in));
      case UNSUBACK -> new Frame.UnsubAck(word(in));
      case PINGREQ -> new Frame.PingReq(Octets.remaining(in));
      case PINGRESP -> new Frame.PingResp();
      case DISCONNECT -> new Frame.Disconnect(in.hasRemaining() ? word(in) : 0);
      case WILLTOPICUPD -> {
        Frame.WillTopic topic = willTopic(in);
        yield new Frame.WillTopicUpd(topic.qos(), topic.retain(), topic.topic());
      }
      case WILLTOPICRESP -> new Frame.WillTopicResp(returnCode(in));
      case WILLMSGUPD -> new Frame.WillMsgUpd(Octets.remaining(in));
      case WILLMSGRESP -> new Frame.WillMsgResp(returnCode(in));
    };
  }

  private static Frame connect(ByteBuffer in) {
    int flags = octet(in);
    return new Frame.Connect(
        Flags.will(flags), Flags.cleanSession(flags), octet(in), word(in), Octets.remaining(in));
  }

  private static Frame.WillTopic willTopic(ByteBuffer in) {
    int flags = in.hasRemaining() ? octet(in) : 0;
    return new Frame.WillTopic(Flags.qos(flags), Flags.retain(flags), Octets.remaining(in));
  }

  private static Frame publish(ByteBuffer in) {
    int flags = octet(in);
    return new Frame.Publish(
        Flags.dup(flags),
        Flags.qos(flags),
        Flags.retain(flags),
        Flags.topicIdType(flags),
        word(in),
        word(in),
        Octets.remaining(in));
  }

  private static Frame subscribe(ByteBuffer in) {
    int flags = octet(in);
    return new Frame.Subscribe(
        Flags.dup(flags),
        Flags.qos(flags),
        Flags.topicIdType(flags),
        word(in),
        Octets.remaining(in));
  }

  private static int octet(ByteBuffer in) {
    return in.get() & 0xFF;
  }

  private static int word(ByteBuffer in) {
    return in.getShort() & 0xFFFF;
  }

  private static ReturnCode returnCode(ByteBuffer in) {
    return ReturnCode.ofCode(octet(in));
  }
}
