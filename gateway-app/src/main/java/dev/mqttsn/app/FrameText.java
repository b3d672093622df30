package dev.mqttsn.app;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;

/** A frame in one line: its type, its fields, and of its payload the length alone. */
final class FrameText {
  private FrameText() {}

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
    return frame.toString();
  }

  private static String name(Octets octets) {
    String text = octets.text();
    return text == null ? octets.toString() : Addresses.quoted(text);
  }
}
