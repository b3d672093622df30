package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Takes what the gateway sends unasked and acknowledges it (MQTT-SN 1.2 6.10). */
final class Inbox {
  private final DeviceContext context;

  /** MsgIds of QoS 2 messages that were delivered and not yet released. */
  private final Set<Integer> unreleased = new HashSet<>();

  Inbox(DeviceContext context) {
    this.context = context;
  }

  void onRegister(long nowMillis, Frame.Register register) {
    String name = register.topicName().text();
    ReturnCode code = name == null ? ReturnCode.NOT_SUPPORTED : ReturnCode.ACCEPTED;
    if (name != null) {
      context.topics().learn(register.topicId(), name);
    }
    send(nowMillis, new Frame.RegAck(register.topicId(), register.msgId(), code));
  }

  void onPublish(long nowMillis, Frame.Publish publish) {
    Optional<Topic> topic = topic(publish);
    if (topic.isEmpty()) {
      acknowledge(nowMillis, publish, ReturnCode.INVALID_TOPIC_ID);
      return;
    }
    switch (publish.qos()) {
      case AT_MOST_ONCE -> deliver(nowMillis, topic.get(), publish);
      case AT_LEAST_ONCE -> {
        deliver(nowMillis, topic.get(), publish);
        acknowledge(nowMillis, publish, ReturnCode.ACCEPTED);
      }
      case EXACTLY_ONCE -> {
        if (unreleased.add(publish.msgId())) {
          deliver(nowMillis, topic.get(), publish);
        }
        send(nowMillis, new Frame.PubRec(publish.msgId()));
      }
      case MINUS_ONE -> {} // no gateway may send it
    }
  }

  void onPubRel(long nowMillis, Frame.PubRel release) {
    unreleased.remove(release.msgId());
    send(nowMillis, new Frame.PubComp(release.msgId()));
  }

  /** The session is a new one: its MsgIds mean nothing yet. */
  void clear() {
    unreleased.clear();
  }

  private Optional<Topic> topic(Frame.Publish publish) {
    return switch (publish.topicIdType()) {
      case NORMAL -> context.topics().name(publish.topicId()).map(Topic::named);
      case PREDEFINED -> Optional.of(Topic.predefined(publish.topicId()));
      case SHORT -> {
        Octets name = TopicField.twoOctets(publish.topicId());
        yield Optional.ofNullable(name.text()).map(Topic::shortName);
      }
      case RESERVED -> Optional.empty();
    };
  }

  private void deliver(long nowMillis, Topic topic, Frame.Publish publish) {
    Message message =
        new Message(topic, publish.qos(), publish.retain(), publish.dup(), publish.data());
    context.events().add(l -> l.onMessage(nowMillis, message));
  }

  private void acknowledge(long nowMillis, Frame.Publish publish, ReturnCode code) {
    send(nowMillis, new Frame.PubAck(publish.topicId(), publish.msgId(), code));
  }

  private void send(long nowMillis, Frame frame) {
    context.outbox().send(nowMillis, frame);
  }
}
