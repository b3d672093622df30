package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishPredefined;
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.text;
import static dev.mqttsn.gateway.Messages.willMsg;
import static dev.mqttsn.gateway.Messages.willMsgReq;
import static dev.mqttsn.gateway.Messages.willTopic;
import static dev.mqttsn.gateway.Messages.willTopicReq;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in other gateways, each seen there: this one is immune to it. */
class DefectsOfOthersTest {
  private final Play play = Play.begin();

  private static byte[] octets(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  @Nested
  class Crashes {
    @ParameterizedTest
    @ValueSource(strings = {"04 04 04 01", "01 ea 60 04 04 01 00 3c 63 31", "04 0a 00 00"})
    void datagramThatIsTooShort(String hex) {
      Play.Node node = play.node("n").connects();
      node.sendsOctets(octets(hex)).expectNothing();
      assertEquals(1, play.malformed());
      node.sends(pingReq()).expect(pingResp());
    }

    @Test
    void moreThanFiftyTopics() {
      Play.Node node = play.node("n").connects();
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        ids.add(node.registers("topic/" + i));
      }
      assertEquals(120, ids.stream().distinct().count());
      node.sends(publish(0, ids.get(60), 0, "x"));
      play.broker().expectsPublish("n", 0, "topic/60", 0, "x");
    }

    @Test
    void brokerMessageOverOneKilobyte() {
      Play.Node node = play.node("n").connects();
      int id = node.subscribes("big", 0);
      String payload = "x".repeat(1_200);
      play.broker().publishes("n", "big", 0, payload);
      node.expect(publish(0, id, 0, payload)).expectNothing();
    }

    @Test
    void brokerMessageLargerThanTheNetworkCarries() {
      Play.Node node = play.node("n").connects();
      int id = node.subscribes("big", 1);
      MessageArrived large = play.broker().publishes("n", "big", 1, "x".repeat(5_000));
      play.broker().expectsAck(large);
      play.broker().publishes("n", "big", 0, "after");
      node.expect(publish(0, id, 0, "after")).expectNothing();
    }

    @Test
    void thousandsOfRandomDatagrams() {
      Random random = new Random(1);
      Play.Node node = play.node("n").connects();
      int id = node.subscribes("t", 0);
      for (int i = 0; i < 3_000; i++) {
        byte[] junk = new byte[random.nextInt(40)];
        random.nextBytes(junk);
        play.datagram(play.node("stranger").address(), junk);
      }
      node.expectNothing();
      play.broker().publishes("n", "t", 0, "still here");
      node.expect(publish(0, id, 0, "still here"));
      assertTrue(play.malformed() > 2_000, () -> play.malformed() + " malformed");
    }
  }

  @Test
  void noAcknowledgementBeforeTheBrokers() {
    Play.Node node = play.node("n").connects();
    int id = node.registers("t");
    for (int msgId = 1; msgId <= 20; msgId++) {
      node.sends(publish(1, id, msgId, "m" + msgId));
    }
    node.expectNothing();
    play.broker().acks("n", 7);
    node.expect(pubAck(id, 7)).expectNothing();
  }

  @Nested
  class Sleep {
    private final Play.Node node = play.node("n").connectsPersistent(60);
    private final int id = node.subscribes("t", 1);

    @Test
    void pingRespWhereTheTopicIsKnown() {
      node.sleeps(100);
      play.broker().publishes("n", "t", 1, "a");
      node.wakes().expect(publish(1, id, 1, "a")).expectNothing();
      node.sends(pubAck(id, 1)).expect(pingResp()).expectNothing();
    }

    @Test
    void moreThanTwentyMessagesAllKeptAndNoneAcknowledgedEarly() {
      node.sleeps(100);
      List<MessageArrived> messages = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        messages.add(play.broker().publishes("n", "t", 1, "m" + i));
      }
      play.broker().expectsNothing();
      node.wakes();
      for (int i = 0; i < 50; i++) {
        Frame.Publish heard = node.expect(Frame.Publish.class);
        assertEquals(text("m" + i), heard.data());
        play.broker().expectsNothing();
        node.sends(pubAck(id, heard.msgId()));
        play.broker().expectsAck(messages.get(i));
      }
      node.expect(pingResp()).expectNothing();
    }

    @Test
    void orderIsKeptAcrossRegister() {
      node.subscribes("w/+", 0);
      node.sleeps(100);
      play.broker().publishes("n", "t", 0, "1");
      play.broker().publishes("n", "w/new", 0, "2");
      play.broker().publishes("n", "t", 0, "3");
      node.wakes().expect(publish(0, id, 0, "1"));
      Frame.Register register = node.expect(Frame.Register.class);
      node.expectNothing();
      node.sends(regAck(register.topicId(), register.msgId()));
      node.expect(publish(0, register.topicId(), 0, "2"), publish(0, id, 0, "3"), pingResp());
    }

    @Test
    void lostPubAckWhileAwake() {
      node.sleeps(600);
      play.broker().publishes("n", "t", 1, "a");
      node.wakes();
      Frame.Publish first = node.expect(Frame.Publish.class);
      play.advance(10);
      node.expect(first.asRepetition());
      node.sends(pubAck(id, first.msgId())).expect(pingResp()).expectNothing();
    }

    @Test
    void lostRegAckWhileAwakeGoesOnAtTheNextWake() {
      node.subscribes("w/+", 0);
      node.sleeps(600);
      play.broker().publishes("n", "w/new", 0, "a");
      node.wakes();
      Frame.Register register = node.expect(Frame.Register.class);
      play.advance(60);
      node.expect(register, register, register).expectNothing();
      node.wakes().expect(register).sends(regAck(register.topicId(), register.msgId()));
      node.expect(publish(0, register.topicId(), 0, "a"), pingResp()).expectNothing();
    }

    @Test
    void sleepIsSupervisedByItsOwnDuration() {
      node.sleeps(1_000);
      play.advance(1_099);
      assertEquals("asleep", play.stateOf("n"));
      play.advance(2);
      assertEquals("lost", play.stateOf("n"));
    }
  }

  @Nested
  class Identity {
    @Test
    void clientIdIsMatchedWhole() {
      Play.Node ten = play.node("dev10").connects();
      int id = ten.subscribes("t", 0);
      play.node("dev1").connects();
      ten.expectNothing();
      play.broker().publishes("dev10", "t", 0, "x");
      ten.expect(publish(0, id, 0, "x"));
      assertEquals(2, play.sessions());
    }

    @Test
    void newClientIdFromAKnownAddress() {
      Play.Node node = play.node("old").connects();
      int id = node.registers("t");
      node.sends(connect("new")).expect(connAck());
      assertEquals("lost", play.stateOf("old"));
      node.sends(publish(1, id, 1, "x")).expect(pubAck(id, 1, ReturnCode.INVALID_TOPIC_ID));
      int own = node.registers("t");
      node.sends(publish(1, own, 2, "x"));
      play.broker().drain().stream()
          .filter(BrokerCommand.Publish.class::isInstance)
          .forEach(command -> assertEquals("new", command.clientId()));
    }
  }

  @Nested
  class Will {
    @Test
    void handshakeIsServed() {
      play.node("n").connectsWithWill(true, 60, 1, "will", "gone").expectNothing();
    }

    @Test
    void emptyWillTopicEndsTheHandshake() {
      Play.Node node = play.node("n");
      node.sends(connect("n", true, true, 10)).expect(willTopicReq());
      node.sendsOctets(octets("02 07")).expect(connAck()).expectNothing();
      play.advance(60);
      assertEquals(List.of(), play.broker().all(BrokerCommand.Publish.class));
    }

    @Test
    void updatesAreTaken() {
      Play.Node node = play.node("n").connectsWithWill(true, 10, 0, "will", "gone");
      node.sends(new Frame.WillTopicUpd(Qos.AT_LEAST_ONCE, true, text("will2")))
          .expect(new Frame.WillTopicResp(ReturnCode.ACCEPTED));
      node.sends(new Frame.WillMsgUpd(text("gone2")))
          .expect(new Frame.WillMsgResp(ReturnCode.ACCEPTED))
          .expectNothing();
      play.advance(16);
      BrokerCommand.Publish will = play.broker().expects(BrokerCommand.Publish.class);
      assertEquals("will2", will.topic());
      assertEquals(text("gone2"), will.payload());
      assertEquals(Qos.AT_LEAST_ONCE, will.qos());
      assertTrue(will.retain());
    }

    @Test
    void firesWhenTheToleranceIsOver() {
      play.node("n").connectsWithWill(true, 20, 0, "will", "gone");
      play.advance(Duration.ofMillis(29_999)).broker().expectsNothing();
      play.advance(Duration.ofMillis(2));
      assertEquals("will", play.broker().expects(BrokerCommand.Publish.class).topic());
    }
  }

  @Nested
  class Topics {
    private final Play.Node node = play.node("n").connects();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void unknownIdIsRefusedAndNothingPublished(int qos) {
      int msgId = qos == 0 ? 0 : 9;
      node.sends(publish(qos, 77, msgId, "x"))
          .expect(pubAck(77, msgId, ReturnCode.INVALID_TOPIC_ID));
      node.sends(publishPredefined(qos, 77, msgId, "x"))
          .expect(pubAck(77, msgId, ReturnCode.INVALID_TOPIC_ID));
      play.broker().expectsNothing();
    }

    @Test
    void oneCharacterTopicHasAnOrdinaryId() {
      int id = node.subscribes("x", 0);
      play.broker().publishes("n", "x", 0, "m");
      node.expect(publish(0, TopicIdType.NORMAL, id, 0, "m"));
    }

    @Test
    void oneCharacterTopicOfAWildcardIsRegistered() {
      node.subscribes("+", 0);
      play.broker().publishes("n", "x", 0, "m");
      assertEquals(text("x"), node.expect(Frame.Register.class).topicName());
    }

    @Test
    void twoOctetNameComesAsItWasSubscribed() {
      int id = node.subscribes("ab", 0);
      play.broker().publishes("n", "ab", 0, "m");
      node.expect(publish(0, TopicIdType.NORMAL, id, 0, "m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/+", "#", "a/#"})
    void wildcardCannotBeRegistered(String filter) {
      node.sends(register(3, filter)).expect(regAck(0, 3, ReturnCode.NOT_SUPPORTED));
    }
  }

  @Nested
  class Retries {
    private final Play.Node node = play.node("n").connects();

    @Test
    void registerAndPublishAreRepeated() {
      node.subscribes("w/+", 1);
      play.broker().publishes("n", "w/a", 1, "m");
      Frame.Register register = node.expect(Frame.Register.class);
      play.advance(10);
      node.expect(register).sends(regAck(register.topicId(), register.msgId()));
      Frame.Publish first = node.expect(Frame.Publish.class);
      play.advance(10);
      node.expect(first.asRepetition()).expectNothing();
    }

    @Test
    void nothingIsPublishedToARefusedTopic() {
      node.subscribes("w/+", 1);
      MessageArrived message = play.broker().publishes("n", "w/a", 1, "m");
      Frame.Register register = node.expect(Frame.Register.class);
      node.sends(regAck(register.topicId(), register.msgId(), ReturnCode.NOT_SUPPORTED));
      node.expectNothing();
      play.broker().expectsAck(message);
      play.advance(50);
      node.expectNothing();
    }
  }

  @Test
  void connAckWhereTheBrokerIsDown() {
    play.broker().byHand();
    Play.Node node = play.node("n").sends(connect("n")).expectNothing();
    play.broker().expects(BrokerCommand.Open.class);
    play.broker().tells(new BrokerEvent.OpenFailed("n", ReturnCode.CONGESTION, "refused"));
    node.expect(connAck(ReturnCode.CONGESTION)).expectNothing();
  }

  @Test
  void waitingForOneConnectStallsNobody() {
    play.broker().byHand();
    play.node("slow").sends(connect("slow")).expectNothing();
    Play.Node other = play.node("other").sends(connect("other"));
    play.broker().tells(new BrokerEvent.Opened("other", false));
    other.expect(connAck()).sends(pingReq()).expect(pingResp());
  }

  @Test
  void deadNodeStallsNobody() {
    play.node("dead").connects().subscribes("t", 1);
    Play.Node other = play.node("other").connects();
    int id = other.subscribes("t", 1);
    play.broker().publishes("dead", "t", 1, "m");
    play.broker().publishes("other", "t", 1, "m");
    other.expect(publish(1, id, 1, "m"));
  }

  @Nested
  class Discovery {
    @Test
    void advertisesUnderLoadToo() {
      Play busy = Play.setting().advertise(Duration.ofSeconds(5)).begin();
      busy.event(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
      Play.Node node = busy.node("n").connects();
      int before = busy.broadcasts().size();
      for (int i = 0; i < 20; i++) {
        busy.advance(1);
        node.sends(pingReq()).expect(pingResp());
      }
      assertEquals(4, busy.broadcasts().size() - before);
    }

    @Test
    void searchIsAnsweredToTheAskerAndToAll() {
      Frame info = new Frame.GwInfo(7, Octets.EMPTY);
      play.node("n").sends(new Frame.SearchGw(2)).expect(info).expectNothing();
      assertEquals(1, play.broadcasts().size());
      assertEquals(info, play.broadcasts().get(0).frame());
      assertEquals(2, play.broadcasts().get(0).radius());
      assertEquals(0, play.sessions());
    }
  }

  @Nested
  class Abuse {
    @Test
    void malformedDatagramIsNotAnswered() {
      play.node("n").sendsOctets(octets("05 18 00 00 00")).sendsOctets(octets("02 ff"));
      play.node("n").expectNothing();
      assertEquals(2, play.malformed());
    }

    @Test
    void acknowledgementFromElsewhereCountsForNothing() {
      Play.Node node = play.node("n").connects();
      int id = node.subscribes("t", 1);
      play.broker().publishes("n", "t", 1, "m");
      Frame.Publish first = node.expect(Frame.Publish.class);
      play.node("thief").sends(pubAck(id, first.msgId())).expect(disconnect());
      play.broker().expectsNothing();
      play.advance(10);
      node.expect(first.asRepetition());
    }

    @Test
    void pingReqDoesNotMoveAnActiveClient() {
      Play.Node node = play.node("n").connects();
      int id = node.subscribes("t", 0);
      Play.Node thief = play.node("n", 2).sends(pingReq("n"));
      thief.drain();
      play.broker().publishes("n", "t", 0, "m");
      thief.expectNothing();
      node.expect(publish(0, id, 0, "m"));
    }

    @Test
    void strangersLeaveNothingBehind() {
      for (int i = 0; i < 1_000; i++) {
        play.node("s", i).sends(pingReq());
        play.node("s", i).sends(publishPredefined(3, 1, 0, "x"));
      }
      assertEquals(0, play.sessions());
    }
  }

  @Test
  void messagesOfForwardersLeaveNothingBehind() {
    Play growing = Play.setting().predefined(1, "t").begin();
    for (int i = 0; i < 1_000; i++) {
      growing.node("n", "forwarder", "id" + i).sends(publishPredefined(3, 1, 0, "x"));
    }
    assertEquals(0, growing.sessions());
    assertEquals(1_000, growing.broker().all(BrokerCommand.Publish.class).size());
  }

  @Test
  void endedSessionsAreForgotten() {
    for (int i = 0; i < 300; i++) {
      play.node("n" + i).connects().sends(disconnect()).expect(disconnect());
    }
    assertEquals(0, play.sessions());
  }

  @Test
  void willHandshakeOfOneNodeDoesNotStandInTheWayOfAnother() {
    Play.Node slow = play.node("slow").sends(connect("slow", true, true, 60));
    slow.expect(willTopicReq());
    play.node("other").connects();
    slow.sends(willTopic(0, false, "will")).expect(willMsgReq());
    slow.sends(willMsg("gone")).expect(connAck());
  }
}
