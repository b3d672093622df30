package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.util.Locale;

/** Frames in words, for the trace and for findings. */
final class Words {
  private Words() {}

  static String of(Frame frame) {
    if (frame instanceof Frame.Publish p) {
      return "PUBLISH"
          + (p.dup() ? " dup" : "")
          + " q"
          + (p.qos().bits() == 3 ? "-1" : p.qos().bits())
          + " "
          + p.topicIdType().name().toLowerCase(Locale.ROOT)
          + " "
          + p.topicId()
          + " msgId "
          + p.msgId()
          + " "
          + Payloads.id(p.data());
    }
    if (frame instanceof Frame.Connect c) {
      return "CONNECT "
          + text(c.clientId())
          + (c.cleanSession() ? " clean" : "")
          + (c.will() ? " will" : "");
    }
    if (frame instanceof Frame.Register r) {
      return "REGISTER " + r.topicId() + " msgId " + r.msgId() + " " + text(r.topicName());
    }
    if (frame instanceof Frame.RegAck r) {
      return "REGACK " + r.topicId() + " msgId " + r.msgId() + " " + r.returnCode();
    }
    if (frame instanceof Frame.Subscribe s) {
      return "SUBSCRIBE q" + s.qos().bits() + " msgId " + s.msgId() + " " + text(s.topic());
    }
    return other(frame);
  }

  private static String other(Frame frame) {
    if (frame instanceof Frame.SubAck s) {
      return "SUBACK " + s.topicId() + " msgId " + s.msgId() + " " + s.returnCode();
    }
    if (frame instanceof Frame.PubAck p) {
      return "PUBACK msgId " + p.msgId() + " " + p.returnCode();
    }
    if (frame instanceof Frame.PubRec p) {
      return "PUBREC msgId " + p.msgId();
    }
    if (frame instanceof Frame.PubRel p) {
      return "PUBREL msgId " + p.msgId();
    }
    if (frame instanceof Frame.PubComp p) {
      return "PUBCOMP msgId " + p.msgId();
    }
    if (frame instanceof Frame.PingReq p) {
      return "PINGREQ " + text(p.clientId());
    }
    if (frame instanceof Frame.Disconnect d) {
      return "DISCONNECT " + d.durationSeconds();
    }
    if (frame instanceof Frame.ConnAck c) {
      return "CONNACK " + c.returnCode();
    }
    return frame.type().name();
  }

  private static String text(Octets octets) {
    String text = octets.text();
    return text == null ? octets.toString() : text;
  }
}
