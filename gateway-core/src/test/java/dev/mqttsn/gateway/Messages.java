package dev.mqttsn.gateway;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;

/** Short words for the messages that the plays use. */
final class Messages {
  static final ReturnCode OK = ReturnCode.ACCEPTED;
  static final ReturnCode CONGESTION = ReturnCode.CONGESTION;
  static final ReturnCode INVALID_ID = ReturnCode.INVALID_TOPIC_ID;
  static final ReturnCode NOT_SUPPORTED = ReturnCode.NOT_SUPPORTED;

  private Messages() {}

  static Octets text(String text) {
    return Octets.utf8(text);
  }

  static Octets two(int value) {
    return Octets.wrap(new byte[] {(byte) (value >> 8), (byte) value});
  }

  static int shortName(String name) {
    Octets octets = Octets.utf8(name);
    return octets.at(0) << 8 | octets.at(1);
  }

  /** CleanSession=1, no will, keep-alive 60 s. */
  static Frame.Connect connect(String clientId) {
    return connect(clientId, false, true, 60);
  }

  static Frame.Connect connect(String clientId, boolean will, boolean clean, int keepAlive) {
    return new Frame.Connect(will, clean, 1, keepAlive, text(clientId));
  }

  static Frame connAck() {
    return connAck(OK);
  }

  static Frame connAck(ReturnCode code) {
    return new Frame.ConnAck(code);
  }

  static Frame willTopicReq() {
    return new Frame.WillTopicReq();
  }

  static Frame willTopic(int qos, boolean retain, String topic) {
    return new Frame.WillTopic(Qos.ofBits(qos), retain, text(topic));
  }

  static Frame willMsgReq() {
    return new Frame.WillMsgReq();
  }

  static Frame willMsg(String message) {
    return new Frame.WillMsg(text(message));
  }

  static Frame register(int msgId, String name) {
    return register(0, msgId, name);
  }

  static Frame register(int topicId, int msgId, String name) {
    return new Frame.Register(topicId, msgId, text(name));
  }

  static Frame regAck(int topicId, int msgId) {
    return regAck(topicId, msgId, OK);
  }

  static Frame regAck(int topicId, int msgId, ReturnCode code) {
    return new Frame.RegAck(topicId, msgId, code);
  }

  static Frame.Publish publish(int qos, int topicId, int msgId, String data) {
    return publish(qos, TopicIdType.NORMAL, topicId, msgId, data);
  }

  static Frame.Publish publish(int qos, TopicIdType type, int topicId, int msgId, String data) {
    return new Frame.Publish(false, Qos.ofBits(qos), false, type, topicId, msgId, text(data));
  }

  static Frame.Publish publishShort(int qos, String name, int msgId, String data) {
    return publish(qos, TopicIdType.SHORT, shortName(name), msgId, data);
  }

  static Frame.Publish publishPredefined(int qos, int topicId, int msgId, String data) {
    return publish(qos, TopicIdType.PREDEFINED, topicId, msgId, data);
  }

  static Frame pubAck(int topicId, int msgId) {
    return pubAck(topicId, msgId, OK);
  }

  static Frame pubAck(int topicId, int msgId, ReturnCode code) {
    return new Frame.PubAck(topicId, msgId, code);
  }

  static Frame pubRec(int msgId) {
    return new Frame.PubRec(msgId);
  }

  static Frame pubRel(int msgId) {
    return new Frame.PubRel(msgId);
  }

  static Frame pubComp(int msgId) {
    return new Frame.PubComp(msgId);
  }

  static Frame subscribe(int qos, int msgId, String filter) {
    return subscribe(qos, TopicIdType.NORMAL, msgId, text(filter));
  }

  static Frame subscribe(int qos, TopicIdType type, int msgId, Octets topic) {
    return new Frame.Subscribe(false, Qos.ofBits(qos), type, msgId, topic);
  }

  static Frame subAck(int qos, int topicId, int msgId, ReturnCode code) {
    return new Frame.SubAck(Qos.ofBits(qos), topicId, msgId, code);
  }

  static Frame unsubscribe(int msgId, String filter) {
    return new Frame.Unsubscribe(TopicIdType.NORMAL, msgId, text(filter));
  }

  static Frame unsubAck(int msgId) {
    return new Frame.UnsubAck(msgId);
  }

  static Frame pingReq() {
    return new Frame.PingReq(Octets.EMPTY);
  }

  static Frame pingReq(String clientId) {
    return new Frame.PingReq(text(clientId));
  }

  static Frame pingResp() {
    return new Frame.PingResp();
  }

  static Frame disconnect() {
    return new Frame.Disconnect(0);
  }

  static Frame sleep(int seconds) {
    return new Frame.Disconnect(seconds);
  }
}
