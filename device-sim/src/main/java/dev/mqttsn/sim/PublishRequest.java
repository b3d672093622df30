package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.Optional;

/** PUBLISH through its acknowledgements (MQTT-SN 1.2 6.6). */
final class PublishRequest implements Request {
  /** How often an id that the gateway calls invalid is registered again for one message. */
  private static final int REPAIRS = 3;

  private final DeviceContext context;
  private final long number;
  private final Topic topic;
  private final Qos qos;
  private final boolean retain;
  private final Octets payload;
  private final int msgId;
  private boolean sent;
  private boolean received;
  private int repairs;
  private int topicId;

  PublishRequest(
      DeviceContext context, long number, Topic topic, Qos qos, boolean retain, Octets payload) {
    this.context = context;
    this.number = number;
    this.topic = topic;
    this.qos = qos;
    this.retain = retain;
    this.payload = payload;
    this.msgId = qos.isAcknowledged() ? context.msgIds().next() : 0;
  }

  @Override
  public Optional<String> unregisteredName() {
    return !received && topic instanceof Topic.Named named && !context.topics().knows(named.name())
        ? Optional.of(named.name())
        : Optional.empty();
  }

  @Override
  public Frame frame() {
    if (received) {
      return new Frame.PubRel(msgId);
    }
    boolean dup = sent && qos.isAcknowledged();
    sent = true;
    topicId = TopicField.id(topic, context.topics());
    return new Frame.Publish(dup, qos, retain, TopicField.type(topic), topicId, msgId, payload);
  }

  @Override
  public boolean isAnswered() {
    return qos.isAcknowledged();
  }

  @Override
  public void onSent(long nowMillis) {
    context.events().add(l -> l.onPublished(nowMillis, number));
  }

  @Override
  public void onRefused(long nowMillis, ReturnCode code) {
    context.events().add(l -> l.onPublishRefused(nowMillis, number, code));
  }

  @Override
  public Verdict onFrame(long nowMillis, Frame answer) {
    if (answer instanceof Frame.PubAck ack && ack.msgId() == msgId) {
      return isStale(ack) ? Verdict.NOT_MINE : onPubAck(nowMillis, ack.returnCode());
    }
    if (qos == Qos.EXACTLY_ONCE && answer instanceof Frame.PubRec rec && rec.msgId() == msgId) {
      received = true;
      return Verdict.NEXT_PHASE;
    }
    if (received && answer instanceof Frame.PubComp comp && comp.msgId() == msgId) {
      onSent(nowMillis);
      return Verdict.DONE;
    }
    return Verdict.NOT_MINE;
  }

  /** A copy that went out under an earlier id is answered late; the message has a new one. */
  private boolean isStale(Frame.PubAck ack) {
    return ack.returnCode() == ReturnCode.INVALID_TOPIC_ID && ack.topicId() != topicId;
  }

  private Verdict onPubAck(long nowMillis, ReturnCode code) {
    return switch (code) {
      case ACCEPTED -> {
        if (qos == Qos.EXACTLY_ONCE) {
          yield Verdict.NOT_MINE;
        }
        onSent(nowMillis);
        yield Verdict.DONE;
      }
      case CONGESTION -> Verdict.CONGESTED;
      case INVALID_TOPIC_ID -> repair(nowMillis);
      case NOT_SUPPORTED -> {
        onRefused(nowMillis, code);
        yield Verdict.DONE;
      }
    };
  }

  /** A name is registered again and the message sent as new; other ids cannot be repaired. */
  private Verdict repair(long nowMillis) {
    if (topic instanceof Topic.Named named && repairs < REPAIRS) {
      repairs++;
      sent = false;
      context.topics().forget(named.name());
      return Verdict.NEXT_PHASE;
    }
    onRefused(nowMillis, ReturnCode.INVALID_TOPIC_ID);
    return Verdict.DONE;
  }
}
