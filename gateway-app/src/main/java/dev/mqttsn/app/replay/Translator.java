package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Reading.Reference;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.Optional;

/**
 * What the nodes would have said to the fresh gateway: their messages with its topic ids and MsgIds
 * in the place of the captured gateway's.
 */
final class Translator {
  /** Stands for an id that means nothing to the captured gateway; ids that are given end below. */
  private static final int NO_ID = 0xFFFF;

  private final Side captured;
  private final Side fresh;

  /**
   * @param captured as it is at the end of the capture
   */
  Translator(Side captured, Side fresh) {
    this.captured = captured;
    this.fresh = fresh;
  }

  /** Not while the fresh gateway has yet to send what an answer is for. */
  boolean canTranslate(Reading reading) {
    ClientView client = fresh.client(reading.traffic().node());
    Reference reference = reading.reference();
    if (reference instanceof Reference.Registration registration) {
      return client.registrations(registration.name()) >= registration.occurrence();
    }
    if (reference instanceof Reference.Acknowledgement acknowledgement) {
      MessageRef message = acknowledgement.message();
      boolean completes = reading.frame() instanceof Frame.PubComp;
      return completes ? client.isReleased(message) : client.publish(message).isPresent();
    }
    return true;
  }

  /** Empty where the answer was made up already, since the message has another QoS now. */
  Optional<Frame> translate(Reading reading) {
    ClientView client = fresh.client(reading.traffic().node());
    Frame frame = reading.frame();
    Reference reference = reading.reference();
    if (frame instanceof Frame.Publish publish) {
      return Optional.of(translate(client, publish, reference));
    }
    if (reference instanceof Reference.Registration registration) {
      return Optional.of(translate(client, (Frame.RegAck) frame, registration));
    }
    if (reference instanceof Reference.Acknowledgement acknowledgement) {
      return translate(client, frame, acknowledgement);
    }
    return Optional.of(frame);
  }

  private static Frame translate(ClientView client, Frame.Publish publish, Reference reference) {
    if (publish.topicIdType() != TopicIdType.NORMAL || publish.qos() == Qos.MINUS_ONE) {
      return publish;
    }
    int id = publish.topicId();
    if (reference instanceof Reference.Topic topic) {
      id = client.topicId(topic.name()).orElse(id);
    } else if (client.isTopicId(id)) {
      id = NO_ID;
    }
    return new Frame.Publish(
        publish.dup(),
        publish.qos(),
        publish.retain(),
        publish.topicIdType(),
        id,
        publish.msgId(),
        publish.data());
  }

  private static Frame translate(
      ClientView client, Frame.RegAck ack, Reference.Registration registration) {
    String name = registration.name();
    int msgId = client.registerMsgId(name).orElse(ack.msgId());
    int id = registration.sameId() ? client.topicId(name).orElse(0) : ack.topicId();
    return new Frame.RegAck(id, msgId, ack.returnCode());
  }

  private Optional<Frame> translate(
      ClientView client, Frame frame, Reference.Acknowledgement acknowledgement) {
    MessageRef message = acknowledgement.message();
    Optional<Frame.Publish> publish = client.publish(message);
    if (publish.isEmpty() || !hasCapturedQos(client, message)) {
      return Optional.empty();
    }
    int msgId = publish.get().msgId();
    if (frame instanceof Frame.PubAck ack) {
      int id = acknowledgement.sameId() ? publish.get().topicId() : ack.topicId();
      return Optional.of(new Frame.PubAck(id, msgId, ack.returnCode()));
    }
    return Optional.of(
        frame instanceof Frame.PubRec ? new Frame.PubRec(msgId) : new Frame.PubComp(msgId));
  }

  private boolean hasCapturedQos(ClientView client, MessageRef message) {
    return captured
        .client(client.clientId())
        .publish(message)
        .map(Frame.Publish::qos)
        .equals(client.publish(message).map(Frame.Publish::qos));
  }

  /** What a node answers to a message that the capture does not show. */
  Optional<Frame> madeUpAnswer(NodeAddress node, Frame frame) {
    ClientView client = fresh.client(node);
    ClientView model = captured.client(client.clientId());
    if (frame instanceof Frame.Register register) {
      String name = String.valueOf(register.topicName().text());
      return client.registrations(name) <= model.registrations(name)
          ? Optional.empty()
          : Optional.of(
              new Frame.RegAck(register.topicId(), register.msgId(), ReturnCode.ACCEPTED));
    }
    if (frame instanceof Frame.Publish publish && publish.qos().isAcknowledged()) {
      return client
          .message(publish.msgId())
          .filter(message -> !hasCapturedQos(client, message))
          .map(message -> received(publish));
    }
    if (frame instanceof Frame.PubRel release) {
      return client
          .message(release.msgId())
          .filter(message -> !model.isReleased(message))
          .map(message -> new Frame.PubComp(release.msgId()));
    }
    return Optional.empty();
  }

  private static Frame received(Frame.Publish publish) {
    return publish.qos() == Qos.AT_LEAST_ONCE
        ? new Frame.PubAck(publish.topicId(), publish.msgId(), ReturnCode.ACCEPTED)
        : new Frame.PubRec(publish.msgId());
  }
}
