package dev.mqttsn.gateway;

import dev.mqttsn.gateway.Recording.Datagram;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ids of one party of a recording and those of the gateway under test. Topic ids pair up by
 * topic name, MsgIds of the gateway's messages by what the message says; the n-th message of the
 * same words pairs up with the n-th.
 */
final class IdMap {
  /** A message of the gateway to the node, under whatever ids. */
  record Key(String topic, Octets payload, int occurrence) {}

  private final Map<Integer, String> predefined;
  private final Side recorded;
  private final Side ours;
  private final Set<Integer> recordedAnswers = new HashSet<>();

  /** What one gateway has told this party. */
  private static final class Side {
    private final Map<Integer, String> pendingNames = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, Integer> registers = new HashMap<>();
    private final Map<Integer, String> registerNames = new HashMap<>();
    private final Map<Integer, Key> publishes = new HashMap<>();
    private final Map<Key, Frame.Publish> frames = new HashMap<>();
    private final Set<Integer> released = new HashSet<>();

    private void asks(int msgId, Octets name) {
      pendingNames.put(msgId, name.text());
    }

    private void learn(int topicId, int msgId) {
      String name = pendingNames.get(msgId);
      if (topicId != 0 && name != null) {
        names.put(topicId, name);
      }
    }

    private void learn(Frame.Register register) {
      names.put(register.topicId(), register.topicName().text());
      registers.put(register.topicName().text(), register.msgId());
      registerNames.put(register.msgId(), register.topicName().text());
    }
  }

  IdMap(Map<Integer, String> predefined, List<Datagram> datagrams) {
    this.predefined = predefined;
    this.recorded = new Side();
    this.ours = new Side();
    for (Datagram datagram : datagrams) {
      if (datagram.decoded() instanceof Frame frame) {
        learnRecorded(frame, datagram.fromClient());
      }
    }
  }

  private void learnRecorded(Frame frame, boolean fromClient) {
    if (fromClient) {
      learnRequest(recorded, frame);
      if (frame instanceof Frame.PubAck ack) {
        recordedAnswers.add(ack.msgId());
      } else if (frame instanceof Frame.PubRec received) {
        recordedAnswers.add(received.msgId());
      }
    } else if (frame instanceof Frame.Publish publish && publish.qos().isAcknowledged()) {
      learnPublish(recorded, publish);
    } else {
      learnAnswer(recorded, frame);
    }
  }

  private static void learnRequest(Side side, Frame frame) {
    if (frame instanceof Frame.Register register) {
      side.asks(register.msgId(), register.topicName());
    } else if (frame instanceof Frame.Subscribe subscribe
        && subscribe.topicIdType() == TopicIdType.NORMAL) {
      side.asks(subscribe.msgId(), subscribe.topic());
    }
  }

  private static void learnAnswer(Side side, Frame frame) {
    if (frame instanceof Frame.RegAck ack) {
      side.learn(ack.topicId(), ack.msgId());
    } else if (frame instanceof Frame.SubAck ack) {
      side.learn(ack.topicId(), ack.msgId());
    } else if (frame instanceof Frame.Register register) {
      side.learn(register);
    } else if (frame instanceof Frame.PubRel release) {
      side.released.add(release.msgId());
    }
  }

  private Key learnPublish(Side side, Frame.Publish publish) {
    String topic = topic(side, publish);
    Key known = side.publishes.get(publish.msgId());
    if (known != null && known.topic.equals(topic) && known.payload.equals(publish.data())) {
      return null;
    }
    int occurrence = 1;
    while (side.frames.containsKey(new Key(topic, publish.data(), occurrence))) {
      occurrence++;
    }
    Key key = new Key(topic, publish.data(), occurrence);
    side.publishes.put(publish.msgId(), key);
    side.frames.put(key, publish);
    return key;
  }

  /** A clean session: the ids that the gateway under test gave are void. */
  void forgetsOurs() {
    ours.names.clear();
    ours.registers.clear();
    ours.pendingNames.clear();
  }

  /** The node sends a request to the gateway under test. */
  void sends(Frame frame) {
    learnRequest(ours, frame);
  }

  /** The gateway under test sends anything but a PUBLISH. */
  void hears(Frame frame) {
    learnAnswer(ours, frame);
  }

  /** The gateway under test sends a QoS 1 or 2 PUBLISH; null where it is a repetition. */
  Key hears(Frame.Publish publish) {
    return learnPublish(ours, publish);
  }

  /** The name behind a topic id of the recording. */
  String recordedTopic(Frame.Publish publish) {
    return topic(recorded, publish);
  }

  /** The name behind a topic id of the gateway under test; fails for an id never announced. */
  String ourTopic(Frame.Publish publish) {
    return topic(ours, publish);
  }

  private String topic(Side side, Frame.Publish publish) {
    String name =
        switch (publish.topicIdType()) {
          case NORMAL -> side.names.get(publish.topicId());
          case PREDEFINED -> predefined.get(publish.topicId());
          case SHORT -> Messages.two(publish.topicId()).text();
          case RESERVED -> null;
        };
    if (name == null) {
      throw new AssertionError("nobody knows the topic of " + publish);
    }
    return name;
  }

  /** The id that the gateway under test gave to a name; 0 where it gave none. */
  int ourId(String name) {
    return ours.names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  /** The client's message as it would send it to the gateway under test; null while it cannot. */
  Frame translate(Frame frame) {
    if (frame instanceof Frame.Publish publish) {
      return translate(publish);
    } else if (frame instanceof Frame.RegAck ack) {
      String name = recorded.registerNames.get(ack.msgId());
      Integer msgId = ours.registers.get(name);
      return msgId == null ? null : new Frame.RegAck(ourId(name), msgId, ack.returnCode());
    } else if (frame instanceof Frame.PubAck ack && ack.msgId() != 0) {
      return translate(ack);
    } else if (frame instanceof Frame.PubRec received) {
      Frame.Publish publish = counterpart(received.msgId());
      return publish == null ? null : new Frame.PubRec(publish.msgId());
    } else if (frame instanceof Frame.PubComp completed) {
      Frame.Publish publish = counterpart(completed.msgId());
      boolean due = publish != null && ours.released.contains(publish.msgId());
      return due ? new Frame.PubComp(publish.msgId()) : null;
    }
    return frame;
  }

  private Frame translate(Frame.Publish publish) {
    if (publish.topicIdType() != TopicIdType.NORMAL || publish.qos().bits() == 3) {
      return publish;
    }
    int id = ourId(recordedTopic(publish));
    if (id == 0) {
      throw new AssertionError("the client got no id for the topic of " + publish);
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

  private Frame translate(Frame.PubAck ack) {
    Frame.Publish theirs = recorded.frames.get(recorded.publishes.get(ack.msgId()));
    Frame.Publish publish = counterpart(ack.msgId());
    if (publish == null) {
      return null;
    }
    int topicId = ack.topicId() == theirs.topicId() ? publish.topicId() : ack.topicId();
    return new Frame.PubAck(topicId, publish.msgId(), ack.returnCode());
  }

  private Frame.Publish counterpart(int recordedMsgId) {
    return ours.frames.get(recorded.publishes.get(recordedMsgId));
  }

  /** Which of the messages an answer of the client under its recorded MsgId is for. */
  Key keyOfOurs(int msgId) {
    return ours.publishes.get(msgId);
  }

  /** Whether the recording shows the client getting this REGISTER too. */
  boolean isRecorded(Frame.Register register) {
    return recorded.registers.containsKey(register.topicName().text());
  }

  /** Whether the recording shows the client getting this PUBLISH too. */
  boolean isRecorded(Key key) {
    return recorded.frames.containsKey(key);
  }

  /** Whether the recording shows an answer of the client to it, be it a lost one. */
  boolean isAnswered(Key key) {
    Frame.Publish publish = recorded.frames.get(key);
    return publish != null && recordedAnswers.contains(publish.msgId());
  }
}
