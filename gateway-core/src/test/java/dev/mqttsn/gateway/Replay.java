package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mqttsn.gateway.Recording.BrokerMessage;
import dev.mqttsn.gateway.Recording.Datagram;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A recording played against the gateway: requests at their recorded times, the client's answers as
 * soon as the gateway has sent what they are for, but no earlier than recorded. What the gateway
 * sends and the recording does not show is answered as a conforming client would.
 */
final class Replay {
  private static final int GW_ID = 7;
  private static final Duration LONGER_THAN_ANY_SESSION = Duration.ofDays(8);
  private static final Set<FrameType> ANSWERS =
      EnumSet.of(FrameType.REGACK, FrameType.PUBACK, FrameType.PUBREC, FrameType.PUBCOMP);
  private static final Set<FrameType> DELIVERIES =
      EnumSet.of(FrameType.REGISTER, FrameType.PUBLISH, FrameType.PUBREL);

  private record Sent(String party, int msgId, Message message) {}

  private final Recording recording;
  private final boolean answersAll;
  private final SmallBroker broker = new SmallBroker();
  private final Audience audience = new Audience();
  private final Answers answers;
  private final Play play;
  private final long begin;
  private final Map<String, Party> parties = new TreeMap<>();
  private final Set<Sent> sent = new HashSet<>();
  private final List<Message> publications = new ArrayList<>();
  private final Map<String, List<Message>> delivered = new LinkedHashMap<>();
  private final Map<String, List<Message>> answered = new LinkedHashMap<>();
  private int malformed;

  /**
   * @param answersAll the client answers what it left unanswered when the recording was made
   */
  Replay(Recording recording, Duration retryInterval, Duration advertise, boolean answersAll) {
    this.recording = recording;
    this.answersAll = answersAll;
    this.answers = new Answers(GW_ID, recording.predefined());
    Play.Setting setting =
        Play.setting()
            .gwId(GW_ID)
            .retryInterval(retryInterval)
            .advertise(advertise)
            .maxMessage(65_507)
            .actor(broker);
    recording.predefined().forEach(setting::predefined);
    this.play = setting.begin();
    play.event(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
    this.begin = play.now();
  }

  /** Plays all lines; what a single message proves wrong fails at once. */
  void run() {
    for (int i = 0; i < recording.lines().size(); i++) {
      play.advanceTo(begin + recording.timeOf(i));
      listen();
      Recording.Line line = recording.lines().get(i);
      if (line instanceof Datagram datagram && datagram.fromClient()) {
        fromClient(datagram);
      } else if (line instanceof BrokerMessage message && message.published()) {
        published(message);
      }
      listen();
    }
    parties.values().forEach(this::finished);
  }

  private void finished(Party party) {
    assertFalse(party.awaitsPingResp, () -> party + " waits for PINGRESP");
    assertEquals(Set.of(), party.lostAnswers, () -> party + " was not asked again");
  }

  /** All that the clients published and the gateway is to forward, in order. */
  List<Message> publications() {
    return publications;
  }

  SmallBroker broker() {
    return broker;
  }

  Play play() {
    return play;
  }

  /** Datagrams of the client that are no message of MQTT-SN 1.2. */
  int malformed() {
    return malformed;
  }

  Set<String> clientIds() {
    Set<String> ids = new HashSet<>();
    parties.values().forEach(party -> ids.add(party.clientId));
    ids.remove("");
    return ids;
  }

  List<Message> due(String clientId) {
    return audience.due(clientId);
  }

  /** What a client got, repetitions left out. */
  List<Message> delivered(String clientId) {
    return delivered.getOrDefault(clientId, List.of());
  }

  /** The QoS 1 and 2 messages that a client acknowledged or refused. */
  List<Message> answered(String clientId) {
    return answered.getOrDefault(clientId, List.of());
  }

  /** Answers of the client to messages that this gateway never sent. */
  int unused() {
    return parties.values().stream().mapToInt(party -> party.early.size()).sum();
  }

  /** How many sessions are left when the longest lifetime is over. */
  int sessionsAtTheEnd() {
    play.advance(LONGER_THAN_ANY_SESSION);
    return play.sessions();
  }

  private Party party(Datagram datagram) {
    return parties.computeIfAbsent(
        datagram.party(),
        name -> {
          // behind a forwarder all come from its address
          boolean forwarded = !datagram.nodeId().isEmpty();
          Octets place = Octets.utf8(forwarded ? "forwarder" : "socket " + name);
          NodeAddress address = NodeAddress.direct(play.link(), place);
          Play.Node node =
              play.nodeAt(name, forwarded ? address.behind(datagram.nodeId()) : address);
          IdMap ids = new IdMap(recording.predefined(), recording.datagrams(name));
          return new Party(name, node, ids);
        });
  }

  private void published(BrokerMessage line) {
    Message message = new Message(line.topic(), line.qos(), line.retained(), line.payload());
    audience.published(message);
    for (BrokerEvent event : broker.publishes(message)) {
      play.event(event);
    }
  }

  private void fromClient(Datagram datagram) {
    Party party = party(datagram);
    Decoded decoded = datagram.decoded();
    if (decoded instanceof Malformed) {
      malformed += datagram.lost() ? 0 : 1;
      party.node.sendsOctets(datagram.message().array()).expectNothing();
      return;
    }
    Frame frame = (Frame) decoded;
    if (datagram.lost()) {
      lost(party, frame);
    } else if (ANSWERS.contains(frame.type())) {
      party.early.add(datagram);
    } else {
      request(party, frame, datagram);
    }
  }

  private static void lost(Party party, Frame frame) {
    if (ANSWERS.contains(frame.type())) {
      Frame ours = party.ids.translate(frame);
      assertTrue(ours != null, () -> party + " has got nothing to answer with " + frame);
      party.lostAnswers.add(Party.answered(ours));
    }
  }

  private void request(Party party, Frame recorded, Datagram datagram) {
    assertFalse(party.awaitsPingResp, () -> party + " waits for PINGRESP");
    Frame frame = party.ids.translate(recorded);
    int knownId = before(party, recorded);
    byte[] octets =
        frame.equals(recorded) ? datagram.message().array() : FrameEncoder.encode(frame);
    party.node.sendsOctets(octets);
    party.ids.sends(frame);
    List<Frame> heard = new ArrayList<>(party.node.drain());
    if (!party.awaitsPingResp) {
      Frame first = heard.isEmpty() ? null : heard.get(0);
      Frame due = answers.to(frame, knownId, first);
      if (due != null) {
        assertEquals(due, first, () -> party + " sent " + frame + " and hears first");
        party.ids.hears(heard.remove(0));
      }
    }
    heard.forEach(each -> hears(party, each));
  }

  /** Takes note of a request; gives the topic id that its name already has. */
  private int before(Party party, Frame recorded) {
    if (recorded instanceof Frame.Connect connect) {
      connects(party, connect);
    } else if (recorded instanceof Frame.Disconnect disconnect) {
      party.forgetsExchanges();
      party.asleep = disconnect.durationSeconds() > 0;
      if (!party.asleep) {
        audience.disconnects(party.clientId);
      }
    } else if (recorded instanceof Frame.PingReq) {
      party.awaitsPingResp = party.asleep;
    } else if (recorded instanceof Frame.Register register) {
      return party.ids.ourId(register.topicName().text());
    } else if (recorded instanceof Frame.Subscribe subscribe) {
      return subscribes(party, subscribe);
    } else if (recorded instanceof Frame.Unsubscribe unsubscribe) {
      audience.unsubscribes(party.clientId, unsubscribe.topic().text());
    } else if (recorded instanceof Frame.Publish publish) {
      publishes(party, publish);
    }
    return 0;
  }

  private void connects(Party party, Frame.Connect connect) {
    party.clientId = connect.clientId().text();
    party.asleep = false;
    party.forgetsExchanges();
    if (connect.cleanSession()) {
      party.ids.forgetsOurs();
      party.filters.clear();
    }
    audience.connects(party.clientId, connect.cleanSession());
  }

  private int subscribes(Party party, Frame.Subscribe subscribe) {
    Octets topic = subscribe.topic();
    boolean predefined = subscribe.topicIdType() == TopicIdType.PREDEFINED;
    String filter =
        predefined ? recording.predefined().get(topic.at(0) << 8 | topic.at(1)) : topic.text();
    if (filter != null) {
      party.filters.put(filter, subscribe.topicIdType());
      audience.subscribes(party.clientId, filter, subscribe.qos().bits());
    }
    return predefined ? 0 : party.ids.ourId(filter);
  }

  private void publishes(Party party, Frame.Publish publish) {
    boolean acknowledged = publish.qos().isAcknowledged();
    boolean refused =
        (acknowledged && publish.msgId() == 0)
            || (publish.qos() == Qos.MINUS_ONE && publish.topicIdType() == TopicIdType.NORMAL);
    if (refused) {
      return;
    }
    int qos = publish.qos() == Qos.MINUS_ONE ? 0 : publish.qos().bits();
    String topic = party.ids.recordedTopic(publish);
    Message message = new Message(topic, qos, publish.retain(), publish.data());
    if (!acknowledged || sent.add(new Sent(party.name, publish.msgId(), message))) {
      publications.add(message);
      audience.published(message);
    }
  }

  /** Takes in what the gateway has sent, and lets the clients answer, until all is quiet. */
  private void listen() {
    boolean quiet;
    do {
      quiet = true;
      for (Party party : parties.values()) {
        for (Frame frame : party.node.drain()) {
          hears(party, frame);
          quiet = false;
        }
        quiet &= !answers(party);
      }
    } while (!quiet);
  }

  /** Sends the first answer whose time has come. */
  private boolean answers(Party party) {
    for (Datagram datagram : party.early) {
      Frame answer = party.ids.translate((Frame) datagram.decoded());
      if (answer != null) {
        party.early.remove(datagram);
        answers(party, answer);
        return true;
      }
    }
    return false;
  }

  private void answers(Party party, Frame answer) {
    Party.Begun begun = Party.answered(answer);
    if (party.lostAnswers.remove(begun)) {
      assertTrue(party.copies.get(begun) > 1, () -> party + " was not asked again: " + begun);
    }
    boolean last = !(answer instanceof Frame.PubRec);
    if (last && party.open.remove(begun) && !begun.register()) {
      answered
          .computeIfAbsent(party.clientId, id -> new ArrayList<>())
          .add(party.messages.get(begun));
    }
    party.node.sends(answer);
  }

  private void hears(Party party, Frame frame) {
    if (frame.type() == FrameType.PINGRESP && party.awaitsPingResp) {
      assertEquals(Set.of(), party.open, () -> party + " gets PINGRESP before it has answered");
      party.awaitsPingResp = false;
      return;
    }
    if (frame.type() == FrameType.DISCONNECT) {
      assertTrue(isTakenOver(party), () -> party + " is disconnected without a reason");
      return;
    }
    assertTrue(DELIVERIES.contains(frame.type()), () -> party + " did not ask for " + frame);
    assertTrue(!party.asleep || party.awaitsPingResp, () -> party + " sleeps and is sent " + frame);
    if (frame instanceof Frame.Register register) {
      registers(party, register);
    } else if (frame instanceof Frame.Publish publish) {
      delivers(party, publish);
    } else {
      releases(party, (Frame.PubRel) frame);
    }
  }

  private boolean isTakenOver(Party party) {
    return parties.values().stream()
        .anyMatch(other -> other != party && other.clientId.equals(party.clientId));
  }

  private static void begins(Party party, Party.Begun begun) {
    int copies = party.copies.merge(begun, 1, Integer::sum);
    if (copies == 1 || !party.open.contains(begun)) {
      assertEquals(Set.of(), party.open, () -> party + ": one exchange at a time, not " + begun);
      party.open.add(begun);
    }
  }

  private void registers(Party party, Frame.Register register) {
    party.ids.hears(register);
    begins(party, new Party.Begun(true, register.msgId()));
    if (!party.ids.isRecorded(register)) {
      answers(party, Messages.regAck(register.topicId(), register.msgId()));
    }
  }

  private void delivers(Party party, Frame.Publish publish) {
    String topic = party.ids.ourTopic(publish);
    checkType(party, publish, topic);
    Message message = new Message(topic, publish.qos().bits(), publish.retain(), publish.data());
    if (!publish.qos().isAcknowledged()) {
      assertEquals(0, publish.msgId(), () -> "the MsgId of " + publish);
      delivered(party, message);
      return;
    }
    Party.Begun begun = new Party.Begun(false, publish.msgId());
    IdMap.Key key = party.ids.hears(publish);
    if (key == null) {
      assertTrue(publish.dup(), () -> "DUP in the repetition " + publish);
    } else {
      boolean again = isRedelivery(party, message);
      assertEquals(again, publish.dup(), () -> "DUP in copies only: " + publish);
      if (!again) {
        delivered(party, message);
      }
    }
    begins(party, begun);
    party.messages.put(begun, message);
    if (isAnsweredAtOnce(party, publish.msgId())) {
      answers(
          party,
          publish.qos() == Qos.AT_LEAST_ONCE
              ? Messages.pubAck(publish.topicId(), publish.msgId())
              : Messages.pubRec(publish.msgId()));
    }
  }

  private void delivered(Party party, Message message) {
    delivered.computeIfAbsent(party.clientId, id -> new ArrayList<>()).add(message);
  }

  private void releases(Party party, Frame.PubRel release) {
    party.ids.hears(release);
    if (isAnsweredAtOnce(party, release.msgId())) {
      answers(party, Messages.pubComp(release.msgId()));
    }
  }

  /** Whether the recording does not show the client's answer, so that a good client's goes. */
  private boolean isAnsweredAtOnce(Party party, int msgId) {
    IdMap.Key key = party.ids.keyOfOurs(msgId);
    return !party.ids.isRecorded(key) || (answersAll && !party.ids.isAnswered(key));
  }

  /** Whether the message is one that the same client left unanswered at another address. */
  private boolean isRedelivery(Party party, Message message) {
    return parties.values().stream()
        .filter(other -> other != party && other.clientId.equals(party.clientId))
        .anyMatch(
            other ->
                other.open.stream().anyMatch(begun -> message.equals(other.messages.get(begun))));
  }

  /** A message comes the way in which it was subscribed (fact sheet 4.10). */
  private static void checkType(Party party, Frame.Publish publish, String topic) {
    TopicIdType type = party.filters.get(topic);
    if (type == null && publish.topicIdType() == TopicIdType.SHORT) {
      assertEquals(2, Octets.utf8(topic).length(), "a short name");
    } else {
      assertEquals(
          type == null ? TopicIdType.NORMAL : type,
          publish.topicIdType(),
          () -> party + " subscribed to " + topic + " in another way");
    }
    if (publish.qos() == Qos.MINUS_ONE) {
      fail("QoS -1 is for clients only: " + publish);
    }
  }
}
