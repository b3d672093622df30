package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishPredefined;
import static dev.mqttsn.gateway.Messages.publishShort;
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.shortName;
import static dev.mqttsn.gateway.Messages.sleep;
import static dev.mqttsn.gateway.Messages.subAck;
import static dev.mqttsn.gateway.Messages.subscribe;
import static dev.mqttsn.gateway.Messages.text;
import static dev.mqttsn.gateway.Messages.unsubAck;
import static dev.mqttsn.gateway.Messages.unsubscribe;
import static dev.mqttsn.gateway.Messages.willMsg;
import static dev.mqttsn.gateway.Messages.willMsgReq;
import static dev.mqttsn.gateway.Messages.willTopic;
import static dev.mqttsn.gateway.Messages.willTopicReq;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peculiar clients, each seen in the field, and what a gateway has to put up with. */
class ClientQuirksTest {
  private final Play play = Play.setting().predefined(1, "predef/one").begin();

  /** Byte-identical, DUP=0, of every request. */
  @Nested
  class Repetitions {
    @Test
    void connectAndWill() {
      Play.Node node = play.node("n");
      for (int i = 0; i < 2; i++) {
        node.sends(connect("n", true, true, 60)).expect(willTopicReq());
      }
      for (int i = 0; i < 2; i++) {
        node.sends(willTopic(0, false, "will")).expect(willMsgReq());
      }
      node.sends(willMsg("gone")).expect(connAck());
      node.sends(willMsg("gone")).expect(connAck()).expectNothing();
      assertEquals(1, play.broker().all(BrokerCommand.Open.class).size());
    }

    @Test
    void connectOfAnActiveClient() {
      Play.Node node = play.node("n").connects();
      node.sends(connect("n")).expect(connAck()).expectNothing();
      assertEquals(1, play.broker().all(BrokerCommand.Open.class).size());
    }

    @Test
    void registerAndSubscribe() {
      Play.Node node = play.node("n").connects();
      int id = node.registers("t");
      assertEquals(id, node.registers("t"));
      node.sends(subscribe(1, 5, "t")).expect(subAck(1, id, 5, ReturnCode.ACCEPTED));
      node.sends(subscribe(1, 5, "t")).expect(subAck(1, id, 5, ReturnCode.ACCEPTED));
      node.sends(unsubscribe(6, "t")).expect(unsubAck(6));
      node.sends(unsubscribe(6, "t")).expect(unsubAck(6)).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void publishAfterALostPubAck(boolean dup) {
      Play.Node node = play.node("n").connects();
      int id = node.registers("t");
      Frame.Publish frame = publish(1, id, 8, "x");
      node.sends(frame);
      play.broker().expectsPublish("n", 8, "t", 1, "x").acks("n", 8);
      node.expect(pubAck(id, 8));
      play.advance(15);
      node.sends(dup ? frame.asRepetition() : frame).expect(pubAck(id, 8)).expectNothing();
      play.broker().expectsNothing();
    }

    @Test
    void disconnectTwice() {
      Play.Node node = play.node("n").connects();
      node.sends(disconnect()).expect(disconnect()).sends(disconnect()).expect(disconnect());
    }
  }

  @Test
  void pubAckRepeatsTopicIdAndMsgId() {
    play.broker().acknowledges();
    Play.Node node = play.node("n").connects();
    node.sends(publishShort(1, "ab", 4, "x")).expect(pubAck(shortName("ab"), 4));
    node.sends(publishPredefined(1, 1, 5, "x")).expect(pubAck(1, 5));
    int id = node.registers("t");
    node.sends(publish(1, id, 6, "x")).expect(pubAck(id, 6)).expectNothing();
  }

  @Nested
  class FirstComesTheAnswer {
    @Test
    void connAckBeforeWhatIsWaiting() {
      Play.Node node = play.node("n").connectsPersistent(60);
      node.subscribes("t", 1);
      node.sleeps(100);
      play.broker().publishes("n", "t", 1, "m");
      node.sends(connect("n", false, false, 60)).expect(connAck());
    }

    @Test
    void messagesWaitWhileASubAckIsDue() {
      play.broker().subscriptionsByHand();
      Play.Node node = play.node("n").connects();
      node.sends(subscribe(1, 5, "t"));
      BrokerCommand.Subscribe asked = play.broker().expects(BrokerCommand.Subscribe.class);
      play.broker().publishes("n", "t", 1, "retained");
      node.expectNothing();
      play.broker().tells(new BrokerEvent.SubscribeAcked("n", asked.packetId(), Qos.AT_LEAST_ONCE));
      Frame.SubAck ack = node.expect(Frame.SubAck.class);
      node.expect(publish(1, ack.topicId(), 1, "retained")).expectNothing();
    }
  }

  @Nested
  class LengthForms {
    @Test
    void shortFormWheneverItFits() {
      byte[] fits = FrameEncoder.encode(publish(0, 1, 0, "x".repeat(248)));
      assertEquals(255, fits.length);
      assertEquals(255, fits[0] & 0xFF);
      byte[] large = FrameEncoder.encode(publish(0, 1, 0, "x".repeat(249)));
      assertEquals(258, large.length);
      assertEquals(1, large[0]);
    }

    @Test
    void longFormOfAShortMessageIsUnderstood() {
      Play.Node node = play.node("n");
      node.sendsOctets(longForm(connect("n"))).expect(connAck());
      node.sendsOctets(longForm(pingReq())).expect(pingResp());
      node.sendsOctets(longForm(publishShort(3, "ab", 0, "x"))).expectNothing();
      assertEquals("ab", play.broker().expects(BrokerCommand.Publish.class).topic());
      assertEquals(0, play.malformed());
    }

    private byte[] longForm(Frame frame) {
      byte[] octets = FrameEncoder.encode(frame);
      ByteBuffer out = ByteBuffer.allocate(octets.length + 2);
      out.put((byte) 1).putShort((short) (octets.length + 2));
      return out.put(octets, 1, octets.length - 1).array();
    }
  }

  @Nested
  class SilentNodes {
    private final Play.Node node = play.node("n").connects();

    /** Three rounds in which the node is heard and says nothing to the matter. */
    private void isHeardInThreeRounds() {
      for (int round = 0; round < 4; round++) {
        node.sends(pingReq());
        play.advance(45);
        node.drain();
      }
    }

    @Test
    void registerIsNeverAnswered() {
      node.subscribes("w/+", 1);
      int id = node.subscribes("t", 0);
      MessageArrived lost = play.broker().publishes("n", "w/a", 1, "m");
      play.broker().publishes("n", "t", 0, "next");
      Frame.Register register = node.expect(Frame.Register.class);
      play.advance(40);
      node.expect(register, register, register).expectNothing();
      isHeardInThreeRounds();
      play.broker().expectsAck(lost);
      node.sends(pingReq()).expect(pingResp()).expectNothing();
      play.broker().publishes("n", "t", 0, "free again");
      node.expect(publish(0, id, 0, "free again"));
    }

    @Test
    void publishIsNeverAcknowledged() {
      int id = node.subscribes("t", 1);
      MessageArrived lost = play.broker().publishes("n", "t", 1, "m");
      isHeardInThreeRounds();
      play.broker().expectsAck(lost);
      play.broker().publishes("n", "t", 0, "free again");
      node.expect(publish(0, id, 0, "free again")).expectNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void refusesARepetition(int qos) {
      int id = node.subscribes("t", 2);
      MessageArrived message = play.broker().publishes("n", "t", qos, "m");
      Frame.Publish first = node.expect(Frame.Publish.class);
      play.advance(10);
      node.expect(first.asRepetition());
      node.sends(pubAck(id, first.msgId(), ReturnCode.NOT_SUPPORTED));
      if (qos == 1) {
        play.broker().expectsAck(message);
      } else {
        play.broker().expects(new BrokerCommand.ReceivedDown("n", message.delivery()));
        play.broker().tells(new BrokerEvent.ReleaseArrived("n", message.packetId()));
        play.broker().expects(new BrokerCommand.CompletedDown("n", message.packetId()));
      }
      play.broker().publishes("n", "t", 0, "next");
      node.expect(publish(0, id, 0, "next")).expectNothing();
    }

    @Test
    void errorForAMessageOfQosZero() {
      int id = node.subscribes("t", 0);
      play.broker().publishes("n", "t", 0, "m");
      node.expect(publish(0, id, 0, "m"));
      node.sends(pubAck(id, 0, ReturnCode.NOT_SUPPORTED)).expectNothing();
      play.broker().publishes("n", "t", 0, "next");
      node.expect(publish(0, id, 0, "next")).expectNothing();
    }

    @Test
    void unknownIdOfAMessageOfQosZeroIsRepaired() {
      int id = node.subscribes("t", 0);
      play.broker().publishes("n", "t", 0, "m");
      node.expect(publish(0, id, 0, "m"));
      node.sends(pubAck(id, 0, ReturnCode.INVALID_TOPIC_ID));
      Frame.Register register = node.expect(Frame.Register.class);
      assertEquals(text("t"), register.topicName());
      node.sends(regAck(register.topicId(), register.msgId()));
      node.expect(publish(0, register.topicId(), 0, "m")).expectNothing();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"d:quickstart:udptest:9002f7f1ad23", "pub0sub1 MQTT-SN", "a b:c d:e f:g h:i j:k"})
  void peculiarClientIds(String clientId) {
    Play.Node node = play.node(clientId).connects();
    node.sends(publishShort(0, "ab", 0, "x"));
    play.broker().expectsPublish(clientId, 0, "ab", 0, "x");
  }

  @Nested
  class ShortNames {
    private final Play.Node node = play.node("n").connects();

    @ParameterizedTest
    @ValueSource(strings = {"/#", "+/", "/+"})
    void wildcardInAShortSubscription(String filter) {
      node.sends(subscribe(0, TopicIdType.SHORT, 3, text(filter)))
          .expect(subAck(0, 0, 3, ReturnCode.ACCEPTED));
      assertEquals(filter, play.broker().all(BrokerCommand.Subscribe.class).get(0).filter());
      play.broker().publishes("n", "/long", 0, "m");
      assertEquals(text("/long"), node.expect(Frame.Register.class).topicName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+", "a#", "#a"})
    void wildcardInTheWrongPlace(String filter) {
      node.sends(subscribe(0, TopicIdType.SHORT, 3, text(filter)))
          .expect(subAck(0, 0, 3, ReturnCode.NOT_SUPPORTED));
    }

    @Test
    void registeredAndThenPublishedAsShortName() {
      node.registers("ab");
      node.sends(publishShort(0, "ab", 0, "x"));
      play.broker().expectsPublish("n", 0, "ab", 0, "x");
    }
  }

  @Test
  void qosMinusOneWithAMsgIdInsideASessionAndOutside() {
    Play.Node node = play.node("n").connects();
    node.sends(publishPredefined(3, 1, 9, "in")).expectNothing();
    play.node("stranger").sends(publishShort(3, "ab", 9, "out")).expectNothing();
    play.broker().expectsPublish(BrokerCommand.GATEWAY, 0, "predef/one", 0, "in");
    play.broker().expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "out");
  }

  @Test
  void halfOpenSessionIsTakenOverFromANewPort() {
    play.node("n", 1).connectsPersistent(60).subscribes("t", 0);
    Play.Node again = play.node("n", 2).connectsPersistent(60);
    play.node("n", 1).drain();
    play.broker().publishes("n", "t", 0, "m");
    play.node("n", 1).expectNothing();
    assertEquals(text("t"), again.expect(Frame.Register.class).topicName());
    assertEquals(1, play.sessions());
  }

  @Nested
  class Outstanding {
    private final Play.Node node = play.node("n").connects();
    private final int id = node.registers("t");

    @Test
    void severalPublishesInAnyOrderOfAcknowledgement() {
      node.sends(publish(1, id, 1, "a")).sends(publish(2, id, 2, "b"));
      node.sends(publish(1, id, 3, "c")).expectNothing();
      play.broker().acks("n", 3);
      node.expect(pubAck(id, 3));
      play.broker().tells(new BrokerEvent.PublishReceived("n", 2));
      node.expect(pubRec(2));
      play.broker().acks("n", 1);
      node.expect(pubAck(id, 1)).expectNothing();
    }

    @Test
    void repetitionAfterPubRecIsPublishedOnce() {
      Frame.Publish frame = publish(2, id, 2, "b");
      node.sends(frame);
      play.broker().expectsPublish("n", 2, "t", 2, "b");
      play.broker().tells(new BrokerEvent.PublishReceived("n", 2));
      node.expect(pubRec(2)).sends(frame.asRepetition()).expect(pubRec(2)).expectNothing();
      node.sends(pubRel(2));
      play.broker().expects(new BrokerCommand.Release("n", 2));
      play.broker().tells(new BrokerEvent.PublishCompleted("n", 2)).expectsNothing();
      node.expect(pubComp(2)).expectNothing();
    }

    @Test
    void msgIdThatNeverChangesLosesNothing() {
      for (int i = 0; i < 10; i++) {
        node.sends(publish(1, id, 1, "m" + i));
        play.broker().expectsPublish("n", 1, "t", 1, "m" + i).acks("n", 1);
        node.expect(pubAck(id, 1));
      }
    }
  }

  @Test
  void sleeperThatIsANewPortAtEachWake() {
    Play.Node first = play.node("n", 1).connectsPersistent(60);
    int id = first.subscribes("t", 1);
    first.sleeps(100);
    for (int wake = 2; wake < 6; wake++) {
      play.advance(90);
      play.broker().publishes("n", "t", 1, "m" + wake);
      Play.Node node = play.node("n", wake).sends(pingReq("n"));
      Frame.Publish heard = node.expect(Frame.Publish.class);
      assertEquals(text("m" + wake), heard.data());
      node.sends(pubAck(id, heard.msgId())).expect(pingResp()).expectNothing();
    }
    first.expectNothing();
    assertEquals("asleep", play.stateOf("n"));
  }

  @Test
  void disconnectOfTheGatewayCarriesNoDuration() {
    Play.Node node = play.node("n").connects().sends(sleep(100));
    assertEquals(0, node.expect(Frame.Disconnect.class).durationSeconds());
    assertEquals(2, FrameEncoder.encode(disconnect()).length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 251, 252})
  void forwarderNodeIdsOfAnyLength(int octets) {
    byte[] id = new byte[octets];
    Arrays.fill(id, (byte) 0xFE);
    byte[] other = id.clone();
    other[octets - 1] = 0;
    NodeAddress forwarder = play.node("forwarder").address();
    Play.Node a = play.nodeAt("a", forwarder.behind(Octets.wrap(id))).connects();
    Play.Node b = play.nodeAt("b", forwarder.behind(Octets.wrap(other))).connects();
    assertNotEquals(a.address(), b.address());
    a.sends(pingReq()).expect(pingResp()).expectNothing();
    b.expectNothing();
    assertEquals(2, play.sessions());
  }

  @Test
  void registerOfANameWithAnIdFromTheClientIsAnswered() {
    Play.Node node = play.node("n").connects();
    node.sends(register(55, 3, "t"));
    Frame.RegAck ack = node.expect(Frame.RegAck.class);
    assertEquals(ReturnCode.ACCEPTED, ack.returnCode());
    assertEquals(ack.topicId(), node.registers("t"));
  }
}
