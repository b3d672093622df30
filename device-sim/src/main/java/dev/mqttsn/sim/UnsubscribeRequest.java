package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;

/** UNSUBSCRIBE until UNSUBACK (MQTT-SN 1.2 6.9). */
final class UnsubscribeRequest implements Request {
  private final DeviceContext context;
  private final Topic filter;
  private final int msgId;

  UnsubscribeRequest(DeviceContext context, Topic filter) {
    this.context = context;
    this.filter = filter;
    this.msgId = context.msgIds().next();
  }

  @Override
  public Frame frame() {
    return new Frame.Unsubscribe(TopicField.type(filter), msgId, TopicField.octets(filter));
  }

  @Override
  public Verdict onFrame(long nowMillis, Frame answer) {
    if (!(answer instanceof Frame.UnsubAck ack) || ack.msgId() != msgId) {
      return Verdict.NOT_MINE;
    }
    context.subscriptions().drop(filter);
    context.events().add(l -> l.onUnsubscribed(nowMillis, filter));
    return Verdict.DONE;
  }
}
