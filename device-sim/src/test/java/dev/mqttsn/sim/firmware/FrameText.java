package dev.mqttsn.sim.firmware;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;

/** A frame in words that the firmware's test program writes in the same way. */
final class FrameText {
  private final StringBuilder text = new StringBuilder();

  private FrameText(Frame frame) {
    text.append(frame.type());
  }

  static String of(Frame frame) {
    FrameText text = new FrameText(frame);
    text.addFields(frame);
    return text.text.toString();
  }

  private void addFields(Frame frame) {
    switch (frame.type()) {
      case ADVERTISE -> {
        Frame.Advertise f = (Frame.Advertise) frame;
        add("gwid", f.gwId()).add("duration", f.durationSeconds());
      }
      case SEARCHGW -> add("radius", ((Frame.SearchGw) frame).radius());
      case GWINFO -> {
        Frame.GwInfo f = (Frame.GwInfo) frame;
        add("gwid", f.gwId()).data(f.gwAdd());
      }
      case CONNECT -> connect((Frame.Connect) frame);
      case CONNACK -> code(((Frame.ConnAck) frame).returnCode());
      case WILLTOPIC -> {
        Frame.WillTopic f = (Frame.WillTopic) frame;
        will(f.qos(), f.retain(), f.topic());
      }
      case WILLTOPICUPD -> {
        Frame.WillTopicUpd f = (Frame.WillTopicUpd) frame;
        will(f.qos(), f.retain(), f.topic());
      }
      case WILLMSG -> data(((Frame.WillMsg) frame).message());
      case WILLMSGUPD -> data(((Frame.WillMsgUpd) frame).message());
      case WILLTOPICRESP -> code(((Frame.WillTopicResp) frame).returnCode());
      case WILLMSGRESP -> code(((Frame.WillMsgResp) frame).returnCode());
      case REGISTER -> {
        Frame.Register f = (Frame.Register) frame;
        add("topicid", f.topicId()).add("msgid", f.msgId()).data(f.topicName());
      }
      case REGACK -> {
        Frame.RegAck f = (Frame.RegAck) frame;
        add("topicid", f.topicId()).add("msgid", f.msgId()).code(f.returnCode());
      }
      case PUBLISH -> publish((Frame.Publish) frame);
      case PUBACK -> {
        Frame.PubAck f = (Frame.PubAck) frame;
        add("topicid", f.topicId()).add("msgid", f.msgId()).code(f.returnCode());
      }
      case PUBREC -> add("msgid", ((Frame.PubRec) frame).msgId());
      case PUBREL -> add("msgid", ((Frame.PubRel) frame).msgId());
      case PUBCOMP -> add("msgid", ((Frame.PubComp) frame).msgId());
      case SUBSCRIBE -> {
        Frame.Subscribe f = (Frame.Subscribe) frame;
        flag("dup", f.dup()).qos(f.qos()).idType(f.topicIdType()).add("msgid", f.msgId());
        data(f.topic());
      }
      case SUBACK -> {
        Frame.SubAck f = (Frame.SubAck) frame;
        qos(f.grantedQos()).add("topicid", f.topicId()).add("msgid", f.msgId());
        code(f.returnCode());
      }
      case UNSUBSCRIBE -> {
        Frame.Unsubscribe f = (Frame.Unsubscribe) frame;
        idType(f.topicIdType()).add("msgid", f.msgId()).data(f.topic());
      }
      case UNSUBACK -> add("msgid", ((Frame.UnsubAck) frame).msgId());
      case PINGREQ -> data(((Frame.PingReq) frame).clientId());
      case DISCONNECT -> add("duration", ((Frame.Disconnect) frame).durationSeconds());
      case WILLTOPICREQ, WILLMSGREQ, PINGRESP -> {}
    }
  }

  private void connect(Frame.Connect f) {
    flag("will", f.will()).flag("clean", f.cleanSession()).add("protocol", f.protocolId());
    add("duration", f.durationSeconds()).data(f.clientId());
  }

  private void publish(Frame.Publish f) {
    flag("dup", f.dup()).qos(f.qos()).flag("retain", f.retain()).idType(f.topicIdType());
    add("topicid", f.topicId()).add("msgid", f.msgId()).data(f.data());
  }

  private void will(Qos qos, boolean retain, Octets topic) {
    qos(qos).flag("retain", retain).data(topic);
  }

  private FrameText add(String key, int value) {
    text.append(' ').append(key).append('=').append(value);
    return this;
  }

  private FrameText flag(String key, boolean value) {
    return add(key, value ? 1 : 0);
  }

  private FrameText qos(Qos qos) {
    return add("qos", qos == Qos.MINUS_ONE ? -1 : qos.bits());
  }

  private FrameText idType(TopicIdType type) {
    return add("idtype", type.bits());
  }

  private void code(ReturnCode code) {
    add("code", code.code());
  }

  private void data(Octets data) {
    text.append(" data=").append(data);
  }
}
