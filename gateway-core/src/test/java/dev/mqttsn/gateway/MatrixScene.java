package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One node brought into a state, and what becomes of the messages that it then sends. */
final class MatrixScene {
  /** What is under way when the state is entered. */
  enum Opening {
    /** Nothing but what the state itself brings. */
    NONE,
    /** Only the CONNECT has come, in active. */
    CONNECTED,
    /** Only CONNECT, WILLTOPIC and WILLMSG have come, in active. */
    CONNECTED_WITH_WILL,
    /** Only CONNECT and an empty WILLTOPIC have come, in active. */
    CONNECTED_WITHOUT_WILL,
    NOTHING_BUFFERED,
    /** A PUBLISH to the node is not acknowledged. */
    PUBACK,
    PUBREC,
    PUBCOMP,
    /** A REGISTER to the node is not acknowledged. */
    REGACK,
    /** The node's QoS 2 PUBLISH is not released. */
    PUBREL
  }

  static final String CLIENT = "c1";
  private static final int UP_MSG_ID = 21;

  private final Play play = Play.setting().predefined(1, "predefined/topic").begin();
  private final Play.Node node = play.node(CLIENT);
  private final Opening opening;
  private int topicId = 1;
  private int msgId = 1;
  private int openTopicId = 1;

  MatrixScene(String state, Opening opening) {
    this.opening = opening;
    play.broker().acknowledges();
    enter(state);
    node.drain();
    String word = state.replaceFirst(" \\(.*", "");
    assertEquals(word, play.stateOf(CLIENT), "the state to begin with");
  }

  /** The id that the node registered. */
  int topicId() {
    return topicId;
  }

  /** The MsgId of the exchange that is open. */
  int msgId() {
    return msgId;
  }

  int openTopicId() {
    return openTopicId;
  }

  String state() {
    return play.stateOf(CLIENT);
  }

  Play play() {
    return play;
  }

  /** The node sends; the answer in the words of the table. */
  MatrixTable.Cell reaction(List<byte[]> messages) {
    int commandsBefore = commands().size();
    int broadcastsBefore = play.broadcasts().size();
    messages.forEach(node::sendsOctets);
    List<BrokerCommand> all = commands();
    Stream<String> group =
        play.broadcasts().stream().skip(broadcastsBefore).map(MatrixScene::groupWord);
    Stream<String> heard = node.drain().stream().map(MatrixScene::word);
    return new MatrixTable.Cell(
        words(Stream.concat(group, heard)),
        words(all.subList(commandsBefore, all.size()).stream().map(MatrixScene::word)),
        state());
  }

  private List<BrokerCommand> commands() {
    return play.broker().all(BrokerCommand.class);
  }

  // Into the states

  private void enter(String state) {
    switch (state) {
      case "unknown" -> {}
      case "connecting (topic)" -> beginWill();
      case "connecting (message)" -> {
        beginWill();
        node.sends(Messages.willTopic(1, false, "will/topic")).expect(Messages.willMsgReq());
      }
      case "connecting (broker)" -> {
        play.broker().byHand();
        node.sends(Messages.connect(CLIENT, false, false, 60)).expectNothing();
      }
      case "active" -> activate();
      case "asleep" -> fallAsleep();
      case "awake" -> wake();
      case "disconnected" -> {
        connect();
        node.sends(Messages.disconnect()).expect(Messages.disconnect());
      }
      case "lost" -> {
        connect();
        play.advance(91);
      }
      default -> throw new AssertionError("no such state: " + state);
    }
  }

  private void beginWill() {
    node.sends(Messages.connect(CLIENT, true, false, 60)).expect(Messages.willTopicReq());
  }

  private void connect() {
    node.connectsPersistent(60);
    topicId = node.registers("up/topic");
    node.subscribes("down/topic", 2);
    node.subscribes("wild/#", 2);
  }

  private void activate() {
    switch (opening) {
      case CONNECTED -> node.connectsPersistent(60);
      case CONNECTED_WITH_WILL -> node.connectsWithWill(false, 60, 1, "will/topic", "gone");
      case CONNECTED_WITHOUT_WILL -> {
        beginWill();
        node.sends(Messages.willTopic(0, false, "")).expect(Messages.connAck());
      }
      default -> {
        connect();
        publishUp();
        if (isDownward()) {
          publishDown();
          open();
        }
      }
    }
  }

  private void fallAsleep() {
    connect();
    publishUp();
    if (isDownward()) {
      publishDown();
      open();
    }
    node.sleeps(300);
    if (!isDownward() && opening != Opening.NOTHING_BUFFERED) {
      publishDown();
    }
  }

  private void wake() {
    connect();
    publishUp();
    node.sleeps(300);
    publishDown();
    node.wakes();
    open();
  }

  private boolean isDownward() {
    return switch (opening) {
      case PUBACK, PUBREC, PUBCOMP, REGACK -> true;
      default -> false;
    };
  }

  private void publishUp() {
    if (opening == Opening.PUBREL) {
      msgId = UP_MSG_ID;
      node.sends(Messages.publish(2, topicId, msgId, "up")).expect(Messages.pubRec(msgId));
    }
  }

  private void publishDown() {
    boolean exactlyOnce = opening == Opening.PUBREC || opening == Opening.PUBCOMP;
    String topic = opening == Opening.REGACK ? "wild/topic" : "down/topic";
    play.broker().publishes(CLIENT, topic, exactlyOnce ? 2 : 1, "down");
  }

  /** Takes the node as far as the opening asks for, its acknowledgement still to come. */
  private void open() {
    if (opening == Opening.REGACK) {
      Frame.Register register = node.expect(Frame.Register.class);
      msgId = register.msgId();
      openTopicId = register.topicId();
      return;
    }
    Frame.Publish publish = node.expect(Frame.Publish.class);
    openTopicId = publish.topicId();
    if (opening != Opening.PUBREL) {
      msgId = publish.msgId();
    }
    if (opening == Opening.PUBCOMP) {
      node.sends(Messages.pubRec(msgId));
      play.broker().tells(new BrokerEvent.ReleaseArrived(CLIENT, msgId));
      node.expect(Messages.pubRel(msgId));
    }
  }

  // In the table's words

  private static String words(Stream<String> all) {
    List<String> list = new ArrayList<>(all.toList());
    return list.isEmpty() ? "-" : String.join(" ", list);
  }

  private static String groupWord(Effect.Broadcast broadcast) {
    return word(broadcast.frame()) + "*";
  }

  private static String word(Frame frame) {
    String name = frame.type().name();
    if (frame instanceof Frame.ConnAck ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.RegAck ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.PubAck ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.SubAck ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.WillTopicResp ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.WillMsgResp ack) {
      return name + "(" + ack.returnCode().code() + ")";
    } else if (frame instanceof Frame.Publish publish) {
      return name + "(" + word(publish.qos()) + (publish.dup() ? ",dup)" : ")");
    } else if (frame instanceof Frame.Disconnect disconnect && disconnect.durationSeconds() > 0) {
      return name + "(" + disconnect.durationSeconds() + ")";
    }
    return name;
  }

  private static String word(BrokerCommand command) {
    String link = command.clientId().equals(BrokerCommand.GATEWAY) ? "gateway:" : "";
    String name = link + command.getClass().getSimpleName();
    return command instanceof BrokerCommand.Publish publish
        ? name + "(" + word(publish.qos()) + ")"
        : name;
  }

  private static String word(Qos qos) {
    return "q" + (qos == Qos.MINUS_ONE ? -1 : qos.bits());
  }
}
