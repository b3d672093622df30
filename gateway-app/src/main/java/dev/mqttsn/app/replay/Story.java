package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Reading.Reference;
import dev.mqttsn.app.replay.Requests.Request;
import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The capture, read to its end before it is played: what each message means and leads to. */
final class Story {
  private final PredefinedTopics predefined;
  private final Side captured;
  private final List<Reading> readings = new ArrayList<>();
  private final Set<Integer> answered = new HashSet<>();
  private final Map<String, ShownMessages> shown = new HashMap<>();
  private final Map<Integer, List<ShownMessages.Entry>> dueAt = new HashMap<>();
  private final Map<ClientView, Integer> wakes = new HashMap<>();
  private final Map<ClientView, Map<String, Integer>> registers = new HashMap<>();
  private final Set<Integer> unknownPredefined = new TreeSet<>();

  private Story(PredefinedTopics predefined) {
    this.predefined = predefined;
    this.captured = new Side(predefined);
  }

  static Story of(List<Traffic> traffic, PredefinedTopics predefined) {
    Story story = new Story(predefined);
    for (Traffic each : traffic) {
      story.read(each);
    }
    return story;
  }

  List<Reading> readings() {
    return readings;
  }

  /** The captured gateway and its nodes as they are at the end. */
  Side captured() {
    return captured;
  }

  /** What goes to each client, by its id. */
  Map<String, ShownMessages> shown() {
    return shown;
  }

  /** What the broker must have handed over before, or at, the message with this index. */
  List<ShownMessages.Entry> dueAt(int index) {
    return dueAt.getOrDefault(index, List.of());
  }

  /** Predefined topic ids in use that nobody has told us. */
  Set<Integer> unknownPredefined() {
    return unknownPredefined;
  }

  private void read(Traffic traffic) {
    int index = readings.size();
    if (!(traffic.message() instanceof Frame frame)
        || traffic.way() == Way.OLDER
        || traffic.way() == Way.TO_ALL) {
      readings.add(new Reading(traffic, index, Reading.NONE, Optional.empty()));
    } else if (traffic.way() == Way.TO_GATEWAY) {
      readings.add(fromNode(index, traffic, frame));
    } else {
      readings.add(toNode(index, traffic, frame));
    }
  }

  private Reading fromNode(int index, Traffic traffic, Frame frame) {
    NodeAddress node = traffic.node();
    int request = requestNumber(index, node, frame);
    Reference reference = reference(captured.client(node), frame);
    captured.hears(node, frame, request);
    ClientView client = captured.client(node);
    if (!client.isAwake()) {
      wakes.remove(client);
    } else {
      wakes.putIfAbsent(client, index);
    }
    notePredefined(client, frame);
    return new Reading(traffic, request, reference, Optional.empty());
  }

  /** A request is a copy if it says the same and the first one has no answer yet. */
  private int requestNumber(int index, NodeAddress node, Frame frame) {
    Optional<Request> before = captured.requests().like(node, frame);
    boolean copy =
        before.isPresent()
            && !answered.contains(before.get().number())
            && withoutDup(before.get().frame()).equals(withoutDup(frame));
    return copy ? before.get().number() : index;
  }

  private static Frame withoutDup(Frame frame) {
    if (frame instanceof Frame.Publish publish) {
      return publish.asRepetition();
    }
    return frame instanceof Frame.Subscribe s
        ? new Frame.Subscribe(true, s.qos(), s.topicIdType(), s.msgId(), s.topic())
        : frame;
  }

  private static Reference reference(ClientView client, Frame frame) {
    if (frame instanceof Frame.Publish publish && publish.topicIdType() == TopicIdType.NORMAL) {
      return client.topic(publish).<Reference>map(Reference.Topic::new).orElse(Reading.NONE);
    }
    if (frame instanceof Frame.RegAck ack) {
      return client
          .registered(ack.msgId())
          .<Reference>map(name -> registration(client, name, ack))
          .orElse(Reading.NONE);
    }
    if (frame instanceof Frame.PubAck ack) {
      return acknowledgement(client, ack.msgId(), ack.topicId());
    }
    if (frame instanceof Frame.PubRec received) {
      return acknowledgement(client, received.msgId(), 0);
    }
    if (frame instanceof Frame.PubComp completed) {
      return acknowledgement(client, completed.msgId(), 0);
    }
    return Reading.NONE;
  }

  private static Reference registration(ClientView client, String name, Frame.RegAck ack) {
    boolean sameId = client.topicId(name).orElse(0) == ack.topicId();
    return new Reference.Registration(name, client.registrations(name), sameId);
  }

  private static Reference acknowledgement(ClientView client, int msgId, int topicId) {
    Optional<MessageRef> message = client.message(msgId);
    if (msgId == 0 || message.isEmpty()) {
      return Reading.NONE;
    }
    int sent = client.publish(message.get()).map(Frame.Publish::topicId).orElse(0);
    return new Reference.Acknowledgement(message.get(), sent == topicId);
  }

  private void notePredefined(ClientView client, Frame frame) {
    int id = 0;
    if (frame instanceof Frame.Publish publish && publish.topicIdType() == TopicIdType.PREDEFINED) {
      id = publish.topicId();
    } else if (frame instanceof Frame.Subscribe subscribe
        && subscribe.topicIdType() == TopicIdType.PREDEFINED
        && subscribe.topic().length() == 2) {
      id = subscribe.topic().at(0) << 8 | subscribe.topic().at(1);
    }
    if (id != 0 && predefined.name(client.clientId(), id) == null) {
      unknownPredefined.add(id);
    }
  }

  private Reading toNode(int index, Traffic traffic, Frame frame) {
    NodeAddress node = traffic.node();
    ClientView client = captured.client(node);
    Meaning meaning = captured.says(node, frame);
    if (meaning instanceof Meaning.Reply reply) {
      answered.add(reply.request());
    } else if (meaning instanceof Meaning.Delivery delivery && !delivery.copy()) {
      delivered(index, client, frame, delivery.fresh());
    }
    return new Reading(traffic, index, Reading.NONE, Optional.of(meaning));
  }

  private void delivered(int index, ClientView client, Frame frame, boolean fresh) {
    if (frame instanceof Frame.Register register) {
      registers
          .computeIfAbsent(client, unknown -> new HashMap<>())
          .putIfAbsent(String.valueOf(register.topicName().text()), index);
    } else if (frame instanceof Frame.Publish publish && publish.qos() != Qos.MINUS_ONE) {
      client.topic(publish).ifPresent(topic -> shows(index, client, topic, publish, fresh));
    }
  }

  /** What the client gets for the first time the broker must have handed over by then. */
  private void shows(
      int index, ClientView client, String topic, Frame.Publish publish, boolean fresh) {
    Map<String, Integer> announced = registers.getOrDefault(client, new HashMap<>());
    Integer register = announced.remove(topic);
    if (client.clientId().equals(ClientView.NOBODY) || !fresh) {
      return;
    }
    Message message = new Message(topic, publish.qos(), publish.retain(), publish.data());
    int due = register == null ? index : register;
    if (client.isAwake()) {
      due = wakes.getOrDefault(client, due);
    }
    ShownMessages messages = shown.computeIfAbsent(client.clientId(), ShownMessages::new);
    dueAt.computeIfAbsent(due, unknown -> new ArrayList<>()).add(messages.add(message));
  }
}
