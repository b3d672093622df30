package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Meaning.Essence;
import dev.mqttsn.app.replay.Message.Content;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What one client and one gateway, the captured or the fresh one, know of each other: what the ids
 * between them stand for, and what is still to be answered.
 */
final class ClientView {
  /** A REGISTER of the gateway that awaits its REGACK; the same name again is a copy. */
  private record Registering(String name) {}

  /** A PUBREL of the gateway that awaits its PUBCOMP. */
  private record Releasing(MessageRef message) {}

  /** Where a client has said nothing of itself. */
  static final String NOBODY = "";

  private final String clientId;
  private final PredefinedTopics predefined;
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> announced = new HashMap<>();
  private final Map<Integer, String> asked = new HashMap<>();
  private final Map<String, Integer> registerMsgIds = new HashMap<>();
  private final Map<Integer, String> registerNames = new HashMap<>();
  private final Map<Integer, MessageRef> byMsgId = new HashMap<>();
  private final Map<MessageRef, Frame.Publish> publishes = new HashMap<>();
  private final Set<MessageRef> released = new HashSet<>();
  private final Map<Content, Integer> occurrences = new HashMap<>();
  private final Map<String, Integer> registrations = new HashMap<>();
  private final Set<Record> unanswered = new HashSet<>();
  private final Set<MessageRef> unfinished = new LinkedHashSet<>();
  private final Set<MessageRef> dueAgain = new LinkedHashSet<>();
  private boolean asleep;
  private boolean awake;

  ClientView(String clientId, PredefinedTopics predefined) {
    this.clientId = clientId;
    this.predefined = predefined;
  }

  String clientId() {
    return clientId;
  }

  boolean isAsleep() {
    return asleep;
  }

  /** Whether a sleeper has asked for its messages and was not told yet that it has them all. */
  boolean isAwake() {
    return awake;
  }

  // What the node sends

  void connects(Frame.Connect connect) {
    if (connect.cleanSession()) {
      names.clear();
      ids.clear();
      unfinished.clear();
    }
    announced.clear();
    unanswered.clear();
    dueAgain.clear();
    dueAgain.addAll(unfinished);
    asleep = false;
    awake = false;
  }

  /** Takes note of a message of the node; {@link #connects} apart. */
  void hears(Frame frame) {
    if (frame instanceof Frame.Register register) {
      asked.put(register.msgId(), text(register.topicName()));
    } else if (frame instanceof Frame.Subscribe subscribe) {
      askedBy(subscribe);
    } else if (frame instanceof Frame.Disconnect disconnect) {
      asleep = disconnect.durationSeconds() > 0;
      awake = false;
    } else if (frame instanceof Frame.PingReq && asleep && !awake) {
      awake = true;
      unanswered.clear();
    } else {
      hearsAnswer(frame);
    }
  }

  private void askedBy(Frame.Subscribe subscribe) {
    if (subscribe.topicIdType() == TopicIdType.NORMAL) {
      asked.put(subscribe.msgId(), text(subscribe.topic()));
    } else {
      asked.remove(subscribe.msgId());
    }
  }

  private void hearsAnswer(Frame frame) {
    if (frame instanceof Frame.RegAck ack) {
      unanswered.remove(new Registering(registerNames.getOrDefault(ack.msgId(), "")));
    } else if (frame instanceof Frame.PubAck ack) {
      message(ack.msgId()).ifPresent(ref -> finished(ref, ack.returnCode()));
    } else if (frame instanceof Frame.PubRec received) {
      message(received.msgId()).ifPresent(unanswered::remove);
    } else if (frame instanceof Frame.PubComp completed) {
      message(completed.msgId())
          .ifPresent(
              ref -> {
                unanswered.remove(new Releasing(ref));
                unfinished.remove(ref);
              });
    }
  }

  /** With the codes that ask for another try, the message comes again. */
  private void finished(MessageRef ref, ReturnCode code) {
    unanswered.remove(ref);
    if (code == ReturnCode.CONGESTION || code == ReturnCode.INVALID_TOPIC_ID) {
      dueAgain.add(ref);
    } else {
      unfinished.remove(ref);
    }
  }

  // What the gateway sends

  /** Takes note of an answer of the gateway; says what it calls the topic. */
  String learns(Frame.RegAck ack) {
    return learns(ack.topicId(), ack.msgId(), ack.returnCode());
  }

  /** The same for SUBACK, whose topic id is none for a wildcard. */
  String learns(Frame.SubAck ack) {
    return learns(ack.topicId(), ack.msgId(), ack.returnCode());
  }

  private String learns(int topicId, int msgId, ReturnCode code) {
    String name = asked.get(msgId);
    if (code != ReturnCode.ACCEPTED) {
      return "";
    }
    if (topicId == 0 || name == null) {
      return "id " + topicId;
    }
    return learns(topicId, name);
  }

  private String learns(int topicId, String name) {
    String other = announced.putIfAbsent(topicId, name);
    names.put(topicId, name);
    ids.put(name, topicId);
    return other == null || other.equals(name) ? name : name + " under the id of " + other;
  }

  Meaning.Delivery registers(Frame.Register register) {
    String name = text(register.topicName());
    String topic = learns(register.topicId(), name);
    registerMsgIds.put(name, register.msgId());
    registerNames.put(register.msgId(), name);
    boolean copy = !unanswered.add(new Registering(name));
    if (!copy) {
      registrations.merge(name, 1, Integer::sum);
    }
    return Meaning.Delivery.of(new Essence(FrameType.REGISTER, topic, List.of()), copy);
  }

  Meaning.Delivery publishes(Frame.Publish publish) {
    Content content = new Content(topicText(publish), publish.data());
    boolean copy = false;
    boolean fresh = true;
    if (publish.qos().isAcknowledged()) {
      int before = occurrences(content);
      MessageRef ref = reference(publish, content);
      fresh = ref.number() > before;
      byMsgId.put(publish.msgId(), ref);
      publishes.put(ref, publish);
      unfinished.add(ref);
      dueAgain.remove(ref);
      copy = !unanswered.add(ref);
    } else {
      next(content);
    }
    List<Object> rest =
        List.of(
            publish.dup(),
            publish.qos(),
            publish.retain(),
            publish.topicIdType(),
            publish.qos().isAcknowledged() ? "MsgId" : publish.msgId(),
            publish.data());
    return new Meaning.Delivery(new Essence(FrameType.PUBLISH, content.topic(), rest), copy, fresh);
  }

  /** One that is repeated keeps its reference, also where a new connection gives it a new MsgId. */
  private MessageRef reference(Frame.Publish publish, Content content) {
    MessageRef known = byMsgId.get(publish.msgId());
    if (known != null && known.content().equals(content) && unfinished.contains(known)) {
      return known;
    }
    for (MessageRef ref : dueAgain) {
      if (ref.content().equals(content)) {
        return ref;
      }
    }
    return next(content);
  }

  private MessageRef next(Content content) {
    return new MessageRef(content, occurrences.merge(content, 1, Integer::sum));
  }

  Meaning.Delivery releases(Frame.PubRel release) {
    Optional<MessageRef> ref = message(release.msgId());
    if (ref.isEmpty()) {
      return Meaning.Delivery.of(new Essence(FrameType.PUBREL, "", List.of()), false);
    }
    released.add(ref.get());
    boolean copy = !unanswered.add(new Releasing(ref.get()));
    Content content = ref.get().content();
    Essence essence = new Essence(FrameType.PUBREL, content.topic(), List.of(content.payload()));
    return Meaning.Delivery.of(essence, copy);
  }

  void endsWake() {
    awake = false;
  }

  // What ids stand for

  /** The last message that had this MsgId on its way to the node. */
  Optional<MessageRef> message(int msgId) {
    return Optional.ofNullable(byMsgId.get(msgId));
  }

  Optional<Frame.Publish> publish(MessageRef ref) {
    return Optional.ofNullable(publishes.get(ref));
  }

  boolean isReleased(MessageRef ref) {
    return released.contains(ref);
  }

  /** The name in the last REGISTER with this MsgId on its way to the node. */
  Optional<String> registered(int msgId) {
    return Optional.ofNullable(registerNames.get(msgId));
  }

  /** The MsgId of the last REGISTER of this name to the node. */
  OptionalInt registerMsgId(String name) {
    Integer msgId = registerMsgIds.get(name);
    return msgId == null ? OptionalInt.empty() : OptionalInt.of(msgId);
  }

  /** How often a name was announced to the node, copies left out. */
  int registrations(String name) {
    return registrations.getOrDefault(name, 0);
  }

  /** How many messages of this content have gone to the node. */
  int occurrences(Content content) {
    return occurrences.getOrDefault(content, 0);
  }

  OptionalInt topicId(String name) {
    Integer id = ids.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  boolean isTopicId(int id) {
    return names.containsKey(id);
  }

  /** The name of a PUBLISH's topic, in either direction. */
  Optional<String> topic(Frame.Publish publish) {
    return Optional.ofNullable(
        switch (publish.topicIdType()) {
          case NORMAL -> names.get(publish.topicId());
          case PREDEFINED -> predefined.name(clientId, publish.topicId());
          case SHORT -> shortName(publish.topicId());
          case RESERVED -> null;
        });
  }

  private String topicText(Frame.Publish publish) {
    return topic(publish).orElse(publish.topicIdType() + " id " + publish.topicId());
  }

  private static String shortName(int id) {
    return text(Octets.wrap(new byte[] {(byte) (id >> 8), (byte) id}));
  }

  private static String text(Octets octets) {
    String text = octets.text();
    return text == null ? "octets " + octets : text;
  }
}
