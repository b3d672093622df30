package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;

/** REGISTER until REGACK (MQTT-SN 1.2 6.5). */
final class RegisterRequest implements Request {
  private final DeviceContext context;
  private final String name;
  private final int msgId;

  RegisterRequest(DeviceContext context, String name) {
    this.context = context;
    this.name = name;
    this.msgId = context.msgIds().next();
  }

  String name() {
    return name;
  }

  @Override
  public Frame frame() {
    return new Frame.Register(0, msgId, Octets.utf8(name));
  }

  @Override
  public Verdict onFrame(long nowMillis, Frame answer) {
    if (!(answer instanceof Frame.RegAck ack) || ack.msgId() != msgId) {
      return Verdict.NOT_MINE;
    }
    if (ack.returnCode() == ReturnCode.CONGESTION) {
      return Verdict.CONGESTED;
    }
    if (ack.returnCode() == ReturnCode.ACCEPTED) {
      context.topics().learn(ack.topicId(), name);
      context.events().add(l -> l.onRegistered(nowMillis, name, ack.topicId()));
    } else {
      onRefused(nowMillis, ack.returnCode());
    }
    return Verdict.DONE;
  }

  @Override
  public void onRefused(long nowMillis, ReturnCode code) {
    context.events().add(l -> l.onRefused(nowMillis, Topic.named(name), code));
  }
}
