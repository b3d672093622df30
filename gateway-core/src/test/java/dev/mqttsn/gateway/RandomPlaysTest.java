package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays that nobody wrote: a few nodes and the broker do anything in any order. The stage judges
 * every frame and every acknowledgement; at the end nothing may be left of it all.
 */
final class RandomPlaysTest {
  private static final int STEPS = 1500;
  private static final int CLIENTS = 5;
  private static final int PLACES = 3;
  private static final double EIGHT_DAYS = 8 * 24 * 3600;

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= Long.getLong("plays", 60); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensNothingIllegalIsSentAndNothingIsLeft(long seed) {
    new Improvisation(seed).run();
  }

  private static final class Improvisation {
    private final SplittableRandom random;
    private final Stage play;
    private final List<Node> nodes = new ArrayList<>();
    private final int[] places = new int[CLIENTS];
    private int messages;

    private Improvisation(long seed) {
      random = new SplittableRandom(seed);
      play =
          Stage.with()
              .seed(seed)
              .predefined(1, "pre/one")
              .limits(l -> l.messages(4).pendingUp(3).topics(6).filters(3).clients(CLIENTS - 1))
              .begin();
      for (int i = 0; i < CLIENTS; i++) {
        nodes.add(play.node("n" + i));
        nodes.add(play.node("n" + i, 2));
        nodes.add(play.node("n" + i, "fwd", "id" + i));
      }
    }

    private void run() {
      for (int i = 0; i < STEPS; i++) {
        Node node = anyNode();
        if (random.nextInt(3) == 0) {
          brokerActs(node.name());
        } else {
          nodeActs(node);
        }
        if (random.nextInt(3) == 0) {
          play.after(random.nextInt(60) == 0 ? random.nextInt(400) : random.nextDouble() * 6);
        }
        reacts();
      }
      play.broker.answers();
      reacts();
      play.after(EIGHT_DAYS);
      assertEquals(0, play.bufferedOctets(), "octets left");
      assertEquals(0, play.sessions(), "sessions left");
    }

    /** A client where it is at home for now; from time to time it moves. */
    private Node anyNode() {
      int client = random.nextInt(CLIENTS);
      if (random.nextInt(40) == 0) {
        places[client] = random.nextInt(PLACES);
      }
      return nodes.get(client * PLACES + places[client]);
    }

    /** Every node answers some of what it heard, rightly or wrongly. */
    private void reacts() {
      for (Node node : nodes) {
        for (Frame frame : node.hearsAll()) {
          int mood = random.nextInt(20);
          if (mood < 14) {
            answers(node, frame);
          } else if (mood == 14 && frame instanceof Frame.Publish f) {
            node.sends(
                new Frame.PubAck(f.topicId(), f.msgId(), ReturnCode.ofCode(random.nextInt(4))));
          } else if (mood == 15 && frame instanceof Frame.Register f) {
            node.sends(
                new Frame.RegAck(f.topicId(), f.msgId(), ReturnCode.ofCode(random.nextInt(4))));
          } else if (mood == 16) {
            node.acks(frame).acks(frame);
          }
        }
      }
    }

    private void answers(Node node, Frame frame) {
      Octets name = Octets.utf8("will/" + random.nextInt(3));
      if (frame instanceof Frame.WillTopicReq) {
        node.sends(new Frame.WillTopic(Qos.ofBits(random.nextInt(3)), false, name));
      } else if (frame instanceof Frame.WillMsgReq) {
        node.sends(new Frame.WillMsg(name));
      } else if (frame instanceof Frame.Disconnect && random.nextInt(2) == 0) {
        node.sends(connect(node));
      } else {
        node.acks(frame);
      }
    }

    private void nodeActs(Node node) {
      int msgId = random.nextInt(5);
      Octets name = Octets.utf8("t/" + random.nextInt(8));
      switch (random.nextInt(24)) {
        case 0 -> node.sends(connect(node));
        case 3 -> node.sends(new Frame.Register(0, msgId, name));
        case 1, 4, 5, 6, 19, 20 -> node.sends(publish(msgId));
        case 7, 21 ->
            node.sends(
                new Frame.Subscribe(
                    random.nextBoolean(),
                    Qos.ofBits(random.nextInt(4)),
                    TopicIdType.NORMAL,
                    msgId,
                    random.nextBoolean() ? name : Octets.utf8("#")));
        case 8 -> node.sends(new Frame.Unsubscribe(TopicIdType.NORMAL, msgId, name));
        case 9, 10 -> node.sends(new Frame.Disconnect(20 + random.nextInt(600)));
        case 11, 12, 22 -> node.wakes();
        case 2, 13 -> node.sends(new Frame.PingReq(Octets.EMPTY));
        case 14 -> node.sends(new Frame.Disconnect(random.nextInt(4) == 0 ? 0 : 60));
        case 15 -> node.sends(new Frame.WillTopic(Qos.ofBits(random.nextInt(3)), false, name));
        case 16 -> node.sends(new Frame.WillMsg(name));
        case 17 -> node.sends(new Frame.PubRel(msgId));
        default ->
            node.sends(
                random.nextBoolean()
                    ? new Frame.WillTopicUpd(Qos.ofBits(random.nextInt(4)), true, name)
                    : new Frame.WillMsgUpd(name));
      }
    }

    private Frame connect(Node node) {
      return new Frame.Connect(
          random.nextInt(3) == 0,
          random.nextInt(3) == 0,
          1,
          random.nextInt(200) + 20,
          Octets.utf8(node.name()));
    }

    private Frame publish(int msgId) {
      TopicIdType type = TopicIdType.ofBits(random.nextInt(3));
      int topicId = type == TopicIdType.SHORT ? 0x6161 + random.nextInt(2) : anyTopicId();
      return new Frame.Publish(
          random.nextInt(3) == 0,
          Qos.ofBits(random.nextInt(4)),
          random.nextBoolean(),
          type,
          topicId,
          msgId,
          Octets.utf8("p" + random.nextInt(4)));
    }

    /** An id that was told to somebody, or a predefined one. */
    private int anyTopicId() {
      List<Integer> ids = new ArrayList<>(List.of(1));
      int sent = play.sent().size();
      for (int i = Math.max(0, sent - 50); i < sent; i++) {
        if (play.sent().get(i).frame() instanceof Frame.RegAck f) {
          ids.add(f.topicId());
        }
      }
      return ids.get(random.nextInt(ids.size()));
    }

    private void brokerActs(String clientId) {
      Broker broker = play.broker;
      switch (random.nextInt(20)) {
        case 0 -> {
          if (random.nextInt(3) == 0) {
            broker.silent();
          }
        }
        case 1, 2 -> broker.answers();
        case 3 -> broker.refuses(ReturnCode.ofCode(random.nextInt(5) == 0 ? 1 : 0));
        case 4 -> broker.tell(new BrokerEvent.LinkDown(clientId, "a play"));
        case 5 -> broker.tell(new BrokerEvent.LinkUp(clientId, random.nextBoolean()));
        case 6 -> {
          if (random.nextInt(10) == 0) {
            broker.tell(new BrokerEvent.TakenOver(clientId));
          }
        }
        default -> sends(clientId);
      }
    }

    /** Only a client that is connected at the broker gets messages. */
    private void sends(String clientId) {
      if (play.broker.isLinked(clientId)) {
        String topic = random.nextInt(5) == 0 ? "ab" : "t/" + random.nextInt(8);
        play.broker.sends(clientId, topic, random.nextInt(3), "m" + messages++);
      }
    }
  }
}
