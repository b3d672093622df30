package dev.mqttsn.app;

import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;

/** A frame in one line: its type, its fields, and of its payload the length alone. */
final class FrameText {
  private FrameText() {}

  static String of(Decoded message) {
    return message instanceof Frame frame
        ? of(frame)
        : "malformed: " + ((Malformed) message).reason();
  }

  static String of(Frame frame) {
    if (frame instanceof Frame.Publish p) {
      return "PUBLISH qos="
          + p.qos()
          + (p.dup() ? " dup" : "")
          + (p.retain() ? " retain" : "")
          + " topic="
          + p.topicIdType()
          + ":"
          + p.topicId()
          + " msgId="
          + p.msgId()
          + " octets="
          + p.data().length();
    }
    if (frame instanceof Frame.Connect c) {
      return "CONNECT "
          + name(c.clientId())
          + (c.cleanSession() ? " clean" : "")
          + (c.will() ? " will" : "")
          + " keepAlive="
          + c.durationSeconds();
    }
    if (frame instanceof Frame.Register r) {
      return "REGISTER id=" + r.topicId() + " msgId=" + r.msgId() + " " + name(r.topicName());
    }
    if (frame instanceof Frame.Subscribe s) {
      return "SUBSCRIBE qos=" + s.qos() + " msgId=" + s.msgId() + " " + name(s.topic());
    }
    if (frame instanceof Frame.Unsubscribe u) {
      return "UNSUBSCRIBE msgId=" + u.msgId() + " " + name(u.topic());
    }
    if (frame instanceof Frame.PingReq p) {
      return p.clientId().isEmpty() ? "PINGREQ" : "PINGREQ " + name(p.clientId());
    }
    if (frame instanceof Frame.Disconnect d) {
      return "DISCONNECT" + (d.durationSeconds() == 0 ? "" : " duration=" + d.durationSeconds());
    }
    if (frame instanceof Frame.WillTopic w) {
      return "WILLTOPIC qos=" + w.qos() + (w.retain() ? " retain " : " ") + name(w.topic());
    }
    if (frame instanceof Frame.WillMsg w) {
      return "WILLMSG octets=" + w.message().length();
    }
    return fields(frame);
  }

  /** What a record says of itself, under the specification's name of the message. */
  private static String fields(Frame frame) {
    String text = frame.toString();
    String fields = text.substring(text.indexOf('[') + 1, text.length() - 1);
    return fields.isEmpty() ? frame.type().name() : frame.type() + " " + fields.replace(",", "");
  }

  private static String name(Octets octets) {
    String text = octets.text();
    return text == null ? octets.toString() : Addresses.quoted(text);
  }
}
