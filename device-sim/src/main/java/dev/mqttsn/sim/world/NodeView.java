package dev.mqttsn.sim.world;

import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one node may be sent, by what gateway and node have said on the wire: requests of the
 * gateway only while the node listens, answers only to what was asked, an id only after it was
 * announced and always for the same name, one message at a time, repetitions with DUP.
 */
final class NodeView {
  private static final String CHECKER = "protocol";

  /** Where the node stands as the gateway said last. */
  private enum Standing {
    UNKNOWN,
    ACTIVE,
    ASLEEP,
    AWAKE
  }

  private final NodeProfile profile;
  private final Findings findings;
  private final DownLedger down;
  private final Map<FrameType, Set<Integer>> asked = new EnumMap<>(FrameType.class);
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, Frame.Register> offered = new HashMap<>();
  private final Map<Integer, String> registering = new HashMap<>();
  private final Map<Integer, String> subscribing = new HashMap<>();
  private final Set<Integer> unanswered = new HashSet<>();
  private final Map<Integer, String> lastPayload = new HashMap<>();
  private int openMsgId;

  /** Answered; copies may have been on their way out when the answer came. */
  private final Set<Integer> closed = new HashSet<>();

  private Standing standing = Standing.UNKNOWN;

  /** Connections that the gateway has begun and whose CONNACK is still to come. */
  private int connections;

  private boolean everConnected;

  /** After a crash: what had changed and was not said yet may be as it was before. */
  private boolean uncertain;

  /** An earlier session of the node may have come back, which the disk still had. */
  private boolean idsUncertain;

  /** The gateway passes on PUBRELs of messages that it does not remember. */
  private boolean released;

  private final Map<Integer, String> everAnnounced = new HashMap<>();

  /** DISCONNECTs of the node that are not answered yet. */
  private int departures;

  private boolean toSleep;

  /** The session has ended, which the answer to the node's DISCONNECT is to tell it. */
  private boolean gone;

  /** Wakes of the node whose PINGRESP is still to come; it may wait for the disk. */
  private int wakes;

  NodeView(NodeProfile profile, Findings findings, DownLedger down) {
    this.profile = profile;
    this.findings = findings;
    this.down = down;
  }

  boolean sleeps() {
    return standing == Standing.ASLEEP || standing == Standing.AWAKE;
  }

  String name() {
    return profile.clientId();
  }

  /**
   * The gateway has crashed.
   *
   * @param durable whether there is a store
   * @param trusted whether all that was said is in it
   */
  void onCrash(boolean durable, boolean trusted) {
    uncertain = true;
    released = true;
    openMsgId = 0;
    wakes = 0;
    departures = 0;
    connections = 0;
    lastPayload.clear();
    standing = trusted ? standing : Standing.UNKNOWN;
    // An id may be on the disk although its SUBACK or REGACK was not said any more.
    idsUncertain |= !trusted || !unanswered.isEmpty();
    unanswered.clear();
    if (durable) {
      names.putAll(everAnnounced);
    } else {
      names.clear();
      everAnnounced.clear();
      uncertain = false;
    }
  }

  /** The gateway's own view of the node changes. */
  void onSession(String from, String to, String reason) {
    boolean answered = reason.endsWith("delivered");
    if (to.equals("awake")) {
      wakes++;
    } else if (from.equals("awake") && !answered) {
      wakes = Math.max(0, wakes - 1);
      // What was said to the awake node may wait for the disk.
      uncertain |= to.equals("connecting");
    }
    if (to.equals("lost") || to.equals("disconnected")) {
      gone = reason.startsWith("DISCONNECT");
      standing = gone ? standing : Standing.UNKNOWN;
      // What waits for the disk is still to be said.
      uncertain |= !gone;
      openMsgId = 0;
      endSession();
    } else if (reason.equals("connected")) {
      connections++;
      endSession();
      if (profile.clean()) {
        everAnnounced.clear();
      }
    }
  }

  /**
   * The gateway has given up a message, or lets the broker repeat it; at QoS 2 the broker's PUBREL
   * may come when nobody remembers that any more, and is passed on.
   */
  void onExchangeEnded() {
    // A copy may wait for the disk still.
    closed.add(openMsgId);
    openMsgId = 0;
    released = true;
    lastPayload.clear();
  }

  private void endSession() {
    if (profile.clean()) {
      down.onSessionOver(profile.clientId());
    }
  }

  // What the node says

  void onHeard(Frame frame) {
    if (frame instanceof Frame.Connect) {
      everConnected = true;
    } else if (frame instanceof Frame.Register register) {
      registering.put(register.msgId(), register.topicName().text());
      unanswered.add(register.msgId());
      ask(FrameType.REGACK, register.msgId());
    } else if (frame instanceof Frame.Subscribe subscribe) {
      subscribing.put(subscribe.msgId(), filter(subscribe));
      unanswered.add(subscribe.msgId());
      ask(FrameType.SUBACK, subscribe.msgId());
    } else if (frame instanceof Frame.Unsubscribe unsubscribe) {
      ask(FrameType.UNSUBACK, unsubscribe.msgId());
    } else if (frame instanceof Frame.Publish publish) {
      ask(FrameType.PUBACK, publish.msgId());
      if (publish.qos() == Qos.EXACTLY_ONCE) {
        ask(FrameType.PUBREC, publish.msgId());
      }
    } else {
      onAnswerHeard(frame);
    }
  }

  private void onAnswerHeard(Frame frame) {
    if (frame instanceof Frame.PubRel release) {
      ask(FrameType.PUBCOMP, release.msgId());
    } else if (frame instanceof Frame.PubRec received) {
      ask(FrameType.PUBREL, received.msgId());
      onPubRec();
    } else if (frame instanceof Frame.RegAck ack) {
      onRegAck(ack);
    } else if (frame instanceof Frame.PubAck ack) {
      close(ack.msgId());
    } else if (frame instanceof Frame.PubComp complete) {
      close(complete.msgId());
    } else if (frame instanceof Frame.Disconnect disconnect) {
      departures++;
      toSleep = disconnect.durationSeconds() > 0;
    } else if (frame instanceof Frame.PingReq) {
      standing = standing == Standing.ASLEEP ? Standing.AWAKE : standing;
    }
  }

  private static String filter(Frame.Subscribe subscribe) {
    return subscribe.topicIdType() == TopicIdType.NORMAL ? subscribe.topic().text() : null;
  }

  private void ask(FrameType answer, int msgId) {
    asked.computeIfAbsent(answer, type -> new HashSet<>()).add(msgId);
  }

  private void onRegAck(Frame.RegAck ack) {
    Frame.Register register = offered.get(ack.msgId());
    if (register != null && ack.returnCode() == ReturnCode.ACCEPTED) {
      announce(register.topicId(), register.topicName().text());
    }
    close(ack.msgId());
  }

  /** It may answer a PUBLISH after which, for a new connection, the id was announced again. */
  private void onPubRec() {
    openMsgId = offered.containsKey(openMsgId) ? 0 : openMsgId;
  }

  private void close(int msgId) {
    lastPayload.remove(msgId);
    closed.add(msgId);
    openMsgId = openMsgId == msgId ? 0 : openMsgId;
  }

  private void announce(int id, String name) {
    String earlier = names.put(id, name);
    everAnnounced.put(id, name);
    if (earlier != null && !earlier.equals(name)) {
      wrong("topic id " + id + " means " + earlier + " and " + name);
    }
  }

  // What the gateway says

  void onSaid(Frame frame, int maxOctets) {
    require(
        FrameEncoder.lengthOf(frame) <= maxOctets,
        frame,
        "is larger than " + maxOctets + " octets");
    switch (frame.type()) {
      case CONNACK -> onConnAck((Frame.ConnAck) frame);
      case REGACK -> onRegAckSaid((Frame.RegAck) frame);
      case SUBACK -> onSubAckSaid((Frame.SubAck) frame);
      case PUBACK -> onPubAckSaid((Frame.PubAck) frame);
      case UNSUBACK -> wasAsked(frame, ((Frame.UnsubAck) frame).msgId());
      case PUBREC -> wasAsked(frame, ((Frame.PubRec) frame).msgId());
      case PUBCOMP -> wasAsked(frame, ((Frame.PubComp) frame).msgId());
      case PUBREL -> onPubRel((Frame.PubRel) frame);
      case REGISTER -> onRegister((Frame.Register) frame);
      case PUBLISH -> onPublish((Frame.Publish) frame);
      case PINGRESP -> onPingResp();
      case DISCONNECT -> onDisconnect((Frame.Disconnect) frame);
      case WILLTOPICREQ, WILLMSGREQ -> require(everConnected, frame, "without CONNECT");
      default -> wrong("no gateway sends " + Words.of(frame));
    }
  }

  private void onConnAck(Frame.ConnAck ack) {
    boolean first = connections > 0;
    connections = first ? connections - 1 : 0;
    if (ack.returnCode() != ReturnCode.ACCEPTED) {
      return;
    }
    require(everConnected, ack, "without CONNECT");
    if (first) {
      names.clear();
      lastPayload.clear();
    }
    // A copy may have been said in the place of this one, which then begins the connection.
    openMsgId = 0;
    standing = Standing.ACTIVE;
    uncertain = false;
    idsUncertain = false;
  }

  private void onRegAckSaid(Frame.RegAck ack) {
    wasAsked(ack, ack.msgId());
    unanswered.remove(ack.msgId());
    if (ack.returnCode() == ReturnCode.ACCEPTED) {
      announce(ack.topicId(), registering.get(ack.msgId()));
    }
  }

  private void onSubAckSaid(Frame.SubAck ack) {
    wasAsked(ack, ack.msgId());
    unanswered.remove(ack.msgId());
    String filter = subscribing.get(ack.msgId());
    if (ack.returnCode() == ReturnCode.ACCEPTED && filter != null) {
      boolean wildcard = TopicNames.isWildcard(filter);
      require(wildcard == (ack.topicId() == 0), ack, "with a wrong id for " + filter);
      if (!wildcard) {
        announce(ack.topicId(), filter);
      }
    }
  }

  /** After a crash the gateway passes on what it does not remember to have given up. */
  private void onPubRel(Frame.PubRel release) {
    listens(release);
    onPubRec();
    if (!released) {
      wasAsked(release, release.msgId());
    }
  }

  private void onPubAckSaid(Frame.PubAck ack) {
    if (ack.msgId() != 0) {
      wasAsked(ack, ack.msgId());
    }
    boolean forgotten =
        !idsUncertain
            && ack.returnCode() == ReturnCode.INVALID_TOPIC_ID
            && names.containsKey(ack.topicId());
    require(!forgotten, ack, "for an id that means " + names.get(ack.topicId()));
  }

  private void onRegister(Frame.Register register) {
    listens(register);
    int id = register.topicId();
    require(id > 0 && id < 0xFFFF, register, "with an id that is none");
    require(TopicNames.isName(register.topicName().text()), register, "of what is no name");
    String known = names.get(id);
    require(known == null || known.equals(register.topicName().text()), register, "means " + known);
    oneAtATime(register, register.msgId());
    offered.put(register.msgId(), register);
  }

  private void onPublish(Frame.Publish publish) {
    listens(publish);
    require(publish.qos() != Qos.MINUS_ONE, publish, "which no gateway sends");
    require(
        publish.qos().isAcknowledged() == (publish.msgId() != 0), publish, "with a wrong MsgId");
    if (publish.topicIdType() == TopicIdType.NORMAL) {
      boolean announced = idsUncertain || names.containsKey(publish.topicId());
      require(announced, publish, "under an id that is not announced");
    }
    if (publish.qos().isAcknowledged()) {
      if (!publish.dup()) {
        closed.remove(publish.msgId());
      }
      oneAtATime(publish, publish.msgId());
      String id = Payloads.id(publish.data(), publish.qos());
      boolean repeated = id.equals(lastPayload.put(publish.msgId(), id));
      require(!repeated || publish.dup(), publish, "repeated without DUP");
    }
  }

  private void oneAtATime(Frame frame, int msgId) {
    if (closed.contains(msgId)) {
      return;
    }
    boolean other = openMsgId != 0 && openMsgId != msgId;
    require(!other, frame, "while MsgId " + openMsgId + " is open");
    openMsgId = msgId;
  }

  private void onPingResp() {
    wakes = Math.max(0, wakes - 1);
    if (standing == Standing.AWAKE && wakes == 0) {
      standing = Standing.ASLEEP;
    }
  }

  private void onDisconnect(Frame.Disconnect disconnect) {
    require(disconnect.durationSeconds() == 0, disconnect, "with a duration");
    if (departures > 0) {
      onAnsweredDeparture();
    } else if (standing != Standing.UNKNOWN) {
      wrong("DISCONNECT to a client that is " + standing + " and asked for none");
    }
  }

  private void onAnsweredDeparture() {
    departures--;
    boolean known = !gone && standing != Standing.UNKNOWN;
    gone = false;
    if (known || !uncertain) {
      Standing asleep = wakes > 0 ? Standing.AWAKE : Standing.ASLEEP;
      standing = toSleep && known ? asleep : Standing.UNKNOWN;
      uncertain = false;
    }
  }

  private void listens(Frame frame) {
    require(
        uncertain || standing == Standing.ACTIVE || standing == Standing.AWAKE,
        frame,
        "while the node is " + standing);
  }

  private void wasAsked(Frame frame, int msgId) {
    boolean known = asked.getOrDefault(frame.type(), Set.of()).contains(msgId);
    require(known, frame, "answers nothing that was asked");
  }

  private void require(boolean legal, Frame frame, String otherwise) {
    if (!legal) {
      wrong(Words.of(frame) + " " + otherwise);
    }
  }

  private void wrong(String text) {
    findings.add(CHECKER, "gw > " + profile.clientId() + ": " + text);
  }
}
