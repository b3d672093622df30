package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/** SUBSCRIBE until SUBACK (MQTT-SN 1.2 6.9). */
final class SubscribeRequest implements Request {
  private final DeviceContext context;
  private final Topic filter;
  private final Qos qos;
  private final int msgId;

  SubscribeRequest(DeviceContext context, Topic filter, Qos qos) {
    this.context = context;
    this.filter = filter;
    this.qos = qos;
    this.msgId = context.msgIds().next();
  }

  Topic filter() {
    return filter;
  }

  @Override
  public Frame frame() {
    return new Frame.Subscribe(
        false, qos, TopicField.type(filter), msgId, TopicField.octets(filter));
  }

  @Override
  public Verdict onFrame(long nowMillis, Frame answer) {
    if (!(answer instanceof Frame.SubAck ack) || ack.msgId() != msgId) {
      return Verdict.NOT_MINE;
    }
    if (ack.returnCode() == ReturnCode.CONGESTION) {
      return Verdict.CONGESTED;
    }
    if (ack.returnCode() == ReturnCode.ACCEPTED) {
      accepted(nowMillis, ack);
    } else {
      onRefused(nowMillis, ack.returnCode());
    }
    return Verdict.DONE;
  }

  /** Id 0 stands for a filter with wildcards: the names come by REGISTER. */
  private void accepted(long nowMillis, Frame.SubAck ack) {
    if (filter instanceof Topic.Named named && ack.topicId() != 0) {
      context.topics().learn(ack.topicId(), named.name());
    }
    context.subscriptions().hold(filter, qos);
    context.events().add(l -> l.onSubscribed(nowMillis, filter, ack.grantedQos()));
  }

  @Override
  public void onRefused(long nowMillis, ReturnCode code) {
    context.subscriptions().drop(filter);
    context.events().add(l -> l.onRefused(nowMillis, filter, code));
  }
}
