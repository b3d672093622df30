package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Reading.Reference;
import dev.mqttsn.app.replay.Requests.Request;
import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
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
  private final Map<ClientView, Integer> lastHeard = new HashMap<>();
  private final Map<ClientView, Map<String, Announced>> registers = new LinkedHashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<String, NavigableSet<Long>> turns = new HashMap<>();
  private final Set<Integer> unknownPredefined = new TreeSet<>();

  /**
   * A message that the broker must have handed over.
   *
   * @param dueIndex the message of the capture at which it must be there
   * @param index the message of the capture that shows it first, which may be its REGISTER
   */
  private record Arrival(int dueIndex, int index, String clientId, Message message) {}

  /** A REGISTER to the node whose message has not followed yet. */
  private record Announced(int dueIndex, int index) {}

  private Story(PredefinedTopics predefined) {
    this.predefined = predefined;
    this.captured = new Side(predefined);
  }

  static Story of(List<Traffic> traffic, PredefinedTopics predefined) {
    Story story = new Story(predefined);
    for (Traffic each : traffic) {
      story.read(each);
    }
    story.registers.forEach(story::addUnsaid);
    story.addToShown();
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
      readings.add(new Reading(traffic, ClientView.NOBODY, index, Reading.NONE, Optional.empty()));
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
    lastHeard.put(client, index);
    noteTurn(client, traffic, frame);
    notePredefined(client, frame);
    return new Reading(traffic, client.clientId(), request, reference, Optional.empty());
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

  /** Whether the client connects or takes its leave in this time; nothing is sure around that. */
  boolean hasTurn(String clientId, long fromMillis, long toMillis) {
    Long next = turns.getOrDefault(clientId, Collections.emptyNavigableSet()).ceiling(fromMillis);
    return next != null && next <= toMillis;
  }

  private void noteTurn(ClientView client, Traffic traffic, Frame frame) {
    if (frame instanceof Frame.Connect || frame instanceof Frame.Disconnect) {
      turns.computeIfAbsent(client.clientId(), id -> new TreeSet<>()).add(traffic.atMillis());
    }
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
    return new Reading(traffic, client.clientId(), index, Reading.NONE, Optional.of(meaning));
  }

  private void delivered(int index, ClientView client, Frame frame, boolean fresh) {
    if (client.clientId().equals(ClientView.NOBODY)) {
      return;
    }
    Announced now = new Announced(dueIndex(index, client), index);
    if (frame instanceof Frame.Register register) {
      registers
          .computeIfAbsent(client, unknown -> new LinkedHashMap<>())
          .putIfAbsent(String.valueOf(register.topicName().text()), now);
    } else if (frame instanceof Frame.Publish publish && publish.qos() != Qos.MINUS_ONE) {
      client.topic(publish).ifPresent(topic -> shows(now, client, topic, publish, fresh));
    }
  }

  /** What a sleeper gets while awake was there before the last thing that it said. */
  private int dueIndex(int index, ClientView client) {
    return client.isAwake() ? lastHeard.getOrDefault(client, index) : index;
  }

  private void shows(
      Announced now, ClientView client, String topic, Frame.Publish publish, boolean fresh) {
    Announced register = registers.getOrDefault(client, new HashMap<>()).remove(topic);
    if (fresh) {
      Message message = new Message(topic, publish.qos(), publish.retain(), publish.data());
      arrives(register == null ? now : register, client, message);
    }
  }

  private void arrives(Announced at, ClientView client, Message message) {
    arrivals.add(new Arrival(at.dueIndex(), at.index(), client.clientId(), message));
  }

  /** A REGISTER that no PUBLISH followed was for a message all the same, whatever it said. */
  private void addUnsaid(ClientView client, Map<String, Announced> unfinished) {
    unfinished.forEach(
        (topic, at) ->
            arrives(at, client, new Message(topic, Qos.AT_MOST_ONCE, false, Octets.EMPTY)));
  }

  private void addToShown() {
    arrivals.sort(Comparator.comparingInt(Arrival::dueIndex).thenComparingInt(Arrival::index));
    for (Arrival arrival : arrivals) {
      ShownMessages messages = shown.computeIfAbsent(arrival.clientId(), ShownMessages::new);
      dueAt
          .computeIfAbsent(arrival.dueIndex(), unknown -> new ArrayList<>())
          .add(messages.add(arrival.message()));
    }
  }
}
