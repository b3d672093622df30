package dev.mqttsn.wire;

import dev.mqttsn.wire.Frame.Advertise;
import dev.mqttsn.wire.Frame.ConnAck;
import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.Disconnect;
import dev.mqttsn.wire.Frame.GwInfo;
import dev.mqttsn.wire.Frame.PingReq;
import dev.mqttsn.wire.Frame.PubAck;
import dev.mqttsn.wire.Frame.PubComp;
import dev.mqttsn.wire.Frame.PubRec;
import dev.mqttsn.wire.Frame.PubRel;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.RegAck;
import dev.mqttsn.wire.Frame.Register;
import dev.mqttsn.wire.Frame.SearchGw;
import dev.mqttsn.wire.Frame.SubAck;
import dev.mqttsn.wire.Frame.Subscribe;
import dev.mqttsn.wire.Frame.UnsubAck;
import dev.mqttsn.wire.Frame.Unsubscribe;
import dev.mqttsn.wire.Frame.WillMsg;
import dev.mqttsn.wire.Frame.WillMsgResp;
import dev.mqttsn.wire.Frame.WillMsgUpd;
import dev.mqttsn.wire.Frame.WillTopic;
import dev.mqttsn.wire.Frame.WillTopicResp;
import dev.mqttsn.wire.Frame.WillTopicUpd;
import java.nio.ByteBuffer;

/** Frames to octets. */
public final class FrameEncoder {
  private static final int SHORT_FORM_MAX = 255;

  private FrameEncoder() {}

  /** The message alone, in the short form whenever it fits (MQTT-SN 1.2 5.2.1). */
  public static byte[] encode(Frame frame) {
    return encode(frame, Octets.EMPTY, 0);
  }

  /** The message in a forwarder's envelope; without one where the node id is empty. */
  public static byte[] encode(Frame frame, Octets nodeId, int radius) {
    int length = lengthOf(frame);
    int envelope = nodeId.isEmpty() ? 0 : Encapsulation.headerLength(nodeId);
    ByteBuffer out = ByteBuffer.allocate(envelope + length);
    if (envelope > 0) {
      Encapsulation.writeHeader(out, nodeId, radius);
    }
    if (length <= SHORT_FORM_MAX) {
      out.put((byte) length);
    } else {
      out.put((byte) 1).putShort((short) length);
    }
    out.put((byte) frame.type().code());
    writeBody(frame, out);
    return out.array();
  }

  /** Octets of the encoded message, without an envelope. */
  public static int lengthOf(Frame frame) {
    int shortForm = 2 + bodyLength(frame);
    return shortForm <= SHORT_FORM_MAX ? shortForm : shortForm + 2;
  }

  private static int bodyLength(Frame frame) {
    return switch (frame.type()) {
      case WILLTOPICREQ, WILLMSGREQ, PINGRESP -> 0;
      case SEARCHGW, CONNACK, WILLTOPICRESP, WILLMSGRESP -> 1;
      case PUBCOMP, PUBREC, PUBREL, UNSUBACK -> 2;
      case ADVERTISE -> 3;
      case REGACK, PUBACK -> 5;
      case SUBACK -> 6;
      case GWINFO -> 1 + ((GwInfo) frame).gwAdd().length();
      case CONNECT -> 4 + ((Connect) frame).clientId().length();
      case WILLTOPIC -> willTopicLength(((WillTopic) frame).topic());
      case WILLTOPICUPD -> willTopicLength(((WillTopicUpd) frame).topic());
      case WILLMSG -> ((WillMsg) frame).message().length();
      case WILLMSGUPD -> ((WillMsgUpd) frame).message().length();
      case REGISTER -> 4 + ((Register) frame).topicName().length();
      case PUBLISH -> 5 + ((Publish) frame).data().length();
      case SUBSCRIBE -> 3 + ((Subscribe) frame).topic().length();
      case UNSUBSCRIBE -> 3 + ((Unsubscribe) frame).topic().length();
      case PINGREQ -> ((PingReq) frame).clientId().length();
      case DISCONNECT -> ((Disconnect) frame).durationSeconds() == 0 ? 0 : 2;
    };
  }

  private static int willTopicLength(Octets topic) {
    return topic.isEmpty() ? 0 : 1 + topic.length();
  }

  private static void writeBody(Frame frame, ByteBuffer out) {
    switch (frame.type()) {
      case WILLTOPICREQ, WILLMSGREQ, PINGRESP -> {}
      case ADVERTISE -> {
        Advertise f = (Advertise) frame;
        out.put((byte) f.gwId()).putShort((short) f.durationSeconds());
      }
      case SEARCHGW -> out.put((byte) ((SearchGw) frame).radius());
      case GWINFO -> {
        GwInfo f = (GwInfo) frame;
        out.put((byte) f.gwId());
        f.gwAdd().writeTo(out);
      }
      case CONNECT -> writeConnect((Connect) frame, out);
      case CONNACK -> put(out, ((ConnAck) frame).returnCode());
      case WILLTOPIC -> {
        WillTopic f = (WillTopic) frame;
        writeWillTopic(f.qos(), f.retain(), f.topic(), out);
      }
      case WILLTOPICUPD -> {
        WillTopicUpd f = (WillTopicUpd) frame;
        writeWillTopic(f.qos(), f.retain(), f.topic(), out);
      }
      case WILLMSG -> ((WillMsg) frame).message().writeTo(out);
      case WILLMSGUPD -> ((WillMsgUpd) frame).message().writeTo(out);
      case WILLTOPICRESP -> put(out, ((WillTopicResp) frame).returnCode());
      case WILLMSGRESP -> put(out, ((WillMsgResp) frame).returnCode());
      case REGISTER -> {
        Register f = (Register) frame;
        out.putShort((short) f.topicId()).putShort((short) f.msgId());
        f.topicName().writeTo(out);
      }
      case REGACK -> {
        RegAck f = (RegAck) frame;
        put(out.putShort((short) f.topicId()).putShort((short) f.msgId()), f.returnCode());
      }
      case PUBLISH -> writePublish((Publish) frame, out);
      case PUBACK -> {
        PubAck f = (PubAck) frame;
        put(out.putShort((short) f.topicId()).putShort((short) f.msgId()), f.returnCode());
      }
      case PUBCOMP -> out.putShort((short) ((PubComp) frame).msgId());
      case PUBREC -> out.putShort((short) ((PubRec) frame).msgId());
      case PUBREL -> out.putShort((short) ((PubRel) frame).msgId());
      case SUBSCRIBE -> {
        Subscribe f = (Subscribe) frame;
        out.put((byte) flags(f.dup(), f.qos(), false, f.topicIdType()));
        f.topic().writeTo(out.putShort((short) f.msgId()));
      }
      case SUBACK -> {
        SubAck f = (SubAck) frame;
        out.put((byte) flags(false, f.grantedQos(), false, TopicIdType.NORMAL));
        put(out.putShort((short) f.topicId()).putShort((short) f.msgId()), f.returnCode());
      }
      case UNSUBSCRIBE -> {
        Unsubscribe f = (Unsubscribe) frame;
        out.put((byte) f.topicIdType().bits()).putShort((short) f.msgId());
        f.topic().writeTo(out);
      }
      case UNSUBACK -> out.putShort((short) ((UnsubAck) frame).msgId());
      case PINGREQ -> ((PingReq) frame).clientId().writeTo(out);
      case DISCONNECT -> {
        Disconnect f = (Disconnect) frame;
        if (f.durationSeconds() != 0) {
          out.putShort((short) f.durationSeconds());
        }
      }
    }
  }

  private static void writeConnect(Connect f, ByteBuffer out) {
    int flags = (f.will() ? Flags.WILL : 0) | (f.cleanSession() ? Flags.CLEAN_SESSION : 0);
    out.put((byte) flags).put((byte) f.protocolId()).putShort((short) f.durationSeconds());
    f.clientId().writeTo(out);
  }

  private static void writePublish(Publish f, ByteBuffer out) {
    out.put((byte) flags(f.dup(), f.qos(), f.retain(), f.topicIdType()));
    out.putShort((short) f.topicId()).putShort((short) f.msgId());
    f.data().writeTo(out);
  }

  private static void writeWillTopic(Qos qos, boolean retain, Octets topic, ByteBuffer out) {
    if (!topic.isEmpty()) {
      out.put((byte) flags(false, qos, retain, TopicIdType.NORMAL));
      topic.writeTo(out);
    }
  }

  private static int flags(boolean dup, Qos qos, boolean retain, TopicIdType topicIdType) {
    return (dup ? Flags.DUP : 0)
        | qos.bits() << Flags.QOS_SHIFT
        | (retain ? Flags.RETAIN : 0)
        | topicIdType.bits();
  }

  private static void put(ByteBuffer out, ReturnCode code) {
    out.put((byte) code.code());
  }
}
