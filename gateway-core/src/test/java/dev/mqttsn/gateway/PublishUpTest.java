package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.CONGESTION;
import static dev.mqttsn.gateway.Messages.INVALID_ID;
import static dev.mqttsn.gateway.Messages.NOT_SUPPORTED;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishPredefined;
import static dev.mqttsn.gateway.Messages.publishShort;
import static dev.mqttsn.gateway.Messages.shortName;
import static dev.mqttsn.gateway.Messages.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishes of nodes: MQTT-SN 1.2 6.6, 6.8. */
final class PublishUpTest {
  private final Play play =
      Play.setting().predefined(10, "pre/all").predefinedFor("n", 11, "pre/n").begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n");

  @Test
  void qosZeroIsPassedOnAndNotAnswered() {
    int topic = node.connects().registers("t");
    node.sends(publish(0, topic, 0, "a")).expectNothing();
    broker.expectsPublish("n", 0, "t", 0, "a").expectsNothing();
  }

  @Test
  void qosOneIsAcknowledgedOnlyAfterTheBroker() {
    int topic = node.connects().registers("t");
    node.sends(publish(1, topic, 2, "a")).expectNothing();
    broker.expectsPublish("n", 2, "t", 1, "a");
    play.advance(30);
    node.expectNothing();
    broker.acks("n", 2);
    node.expect(pubAck(topic, 2)).expectNothing();
  }

  @Test
  void qosTwoPassesEachPhaseThrough() {
    int topic = node.connects().registers("t");
    node.sends(publish(2, topic, 3, "a")).expectNothing();
    broker.expectsPublish("n", 3, "t", 2, "a");
    broker.tells(new BrokerEvent.PublishReceived("n", 3));
    node.expect(pubRec(3)).sends(pubRel(3)).expectNothing();
    broker.expects(new BrokerCommand.Release("n", 3));
    broker.tells(new BrokerEvent.PublishCompleted("n", 3));
    node.expect(pubComp(3)).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aCompletedQosTwoMsgIdIsFreeAgain() {
    int topic = node.connects().registers("t");
    broker.acknowledges();
    node.sends(publish(2, topic, 3, "a")).expect(pubRec(3)).sends(pubRel(3)).expect(pubComp(3));
    node.sends(publish(1, topic, 3, "b")).expect(pubAck(topic, 3));
    List<BrokerCommand.Publish> all = broker.all(BrokerCommand.Publish.class);
    assertEquals(List.of(3, 3), all.stream().map(BrokerCommand.Publish::packetId).toList());
  }

  @Test
  void theRetainBitIsPassedOn() {
    int topic = node.connects().registers("t");
    node.sends(
        new Frame.Publish(
            false, Qos.AT_LEAST_ONCE, true, TopicIdType.NORMAL, topic, 4, text("kept")));
    broker.expects(new BrokerCommand.Publish("n", 4, "t", Qos.AT_LEAST_ONCE, true, text("kept")));
  }

  @Test
  void shortAndPredefinedTopicsNeedNoRegister() {
    node.connects();
    node.sends(publishShort(1, "ab", 1, "a")).sends(publishPredefined(1, 10, 2, "b"));
    node.sends(publishPredefined(1, 11, 3, "c"));
    broker.expectsPublish("n", 1, "ab", 1, "a").expectsPublish("n", 2, "pre/all", 1, "b");
    broker.expectsPublish("n", 3, "pre/n", 1, "c").acks("n", 1).acks("n", 2).acks("n", 3);
    node.expect(pubAck(shortName("ab"), 1), pubAck(10, 2), pubAck(11, 3));
  }

  @Test
  void anUnknownIdIsInvalidAtEveryQos() {
    node.connects();
    node.sends(publish(0, 999, 0, "a")).expect(pubAck(999, 0, INVALID_ID));
    node.sends(publish(1, 999, 1, "a")).expect(pubAck(999, 1, INVALID_ID));
    node.sends(publish(2, 999, 2, "a")).expect(pubAck(999, 2, INVALID_ID));
    node.sends(publishPredefined(0, 99, 0, "a")).expect(pubAck(99, 0, INVALID_ID));
    node.sends(publishPredefined(1, 99, 3, "a")).expect(pubAck(99, 3, INVALID_ID));
    broker.expectsNothing();
    node.expectNothing();
  }

  @Test
  void theErrorForQosZeroHasMsgIdZeroWhateverTheNodeSent() {
    node.connects().sends(publish(0, 999, 55, "a")).expect(pubAck(999, 0, INVALID_ID));
  }

  @Test
  void reservedIdsAreInvalid() {
    node.connects();
    node.sends(publish(1, 0, 1, "a")).expect(pubAck(0, 1, INVALID_ID));
    node.sends(publish(1, 0xFFFF, 2, "a")).expect(pubAck(0xFFFF, 2, INVALID_ID));
    broker.expectsNothing();
  }

  @Test
  void anotherClientsIdIsUnknown() {
    int topic = play.node("m").connects().registers("t");
    node.connects().sends(publish(1, topic, 1, "a"));
    Frame.PubAck answer = node.expect(Frame.PubAck.class);
    assertEquals(pubAck(topic, 1, INVALID_ID), answer);
    broker.expectsNothing();
  }

  @Test
  void anotherClientsPredefinedIdIsUnknown() {
    play.node("m").connects().sends(publishPredefined(1, 11, 1, "a"));
    play.node("m").expect(pubAck(11, 1, INVALID_ID));
    broker.expectsNothing();
  }

  @Test
  void anUnusableShortNameIsNotSupportedAndNotPassedOn() {
    node.connects();
    int msgId = 1;
    for (int id : new int[] {shortName("a+"), shortName("/#"), 0x6100, 0xFFFE, 0xC328}) {
      node.sends(publish(1, TopicIdType.SHORT, id, msgId, "x"));
      node.expect(pubAck(id, msgId++, NOT_SUPPORTED));
    }
    broker.expectsNothing();
  }

  @Test
  void aShortNameMayBeOneCharacterOfTwoOctets() {
    node.connects().sends(publishShort(0, "\u00e9", 0, "x"));
    broker.expectsPublish("n", 0, "\u00e9", 0, "x");
  }

  @Test
  void theReservedTopicTypeIsNotSupported() {
    node.connects().sends(publish(1, TopicIdType.RESERVED, 5, 1, "x"));
    node.expect(pubAck(5, 1, NOT_SUPPORTED));
    broker.expectsNothing();
  }

  @Test
  void msgIdZeroIsNotSupportedWhereAnAnswerIsDue() {
    int topic = node.connects().registers("t");
    node.sends(publish(1, topic, 0, "a")).expect(pubAck(topic, 0, NOT_SUPPORTED));
    node.sends(publish(2, topic, 0, "a")).expect(pubAck(topic, 0, NOT_SUPPORTED));
    broker.expectsNothing();
  }

  @Test
  void aMsgIdAtQosZeroIsIgnored() {
    int topic = node.connects().registers("t");
    node.sends(publish(0, topic, 77, "a")).expectNothing();
    broker.expectsPublish("n", 0, "t", 0, "a");
  }

  @Test
  void theMsgIdIsThePacketIdUnlessItIsTaken() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(Messages.subscribe(1, 1, "f"));
    int own = broker.expects(BrokerCommand.Subscribe.class).packetId();
    assertEquals(65_535, own);
    node.sends(publishShort(1, "ab", own, "a"));
    BrokerCommand.Publish publish = broker.expects(BrokerCommand.Publish.class);
    assertEquals(65_534, publish.packetId());
    broker.acks("n", 65_534);
    node.expect(pubAck(shortName("ab"), own)).expectNothing();
  }

  @Test
  void aMappedQosTwoMessageKeepsItsMsgIdTowardsTheNode() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(Messages.subscribe(1, 1, "f"));
    int taken = broker.expects(BrokerCommand.Subscribe.class).packetId();
    node.sends(publishShort(2, "ab", taken, "a"));
    int id = broker.expects(BrokerCommand.Publish.class).packetId();
    broker.tells(new BrokerEvent.PublishReceived("n", id));
    node.expect(pubRec(taken)).sends(pubRel(taken));
    broker.expects(new BrokerCommand.Release("n", id));
    broker.tells(new BrokerEvent.PublishCompleted("n", id));
    node.expect(pubComp(taken)).expectNothing();
  }

  @Test
  void qosMinusOneNeedsNoSession() {
    node.sends(publishShort(3, "ab", 0, "a")).sends(publishPredefined(3, 10, 0, "b"));
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "a");
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "pre/all", 0, "b").expectsNothing();
    node.expectNothing();
    assertEquals(0, play.sessions());
  }

  @Test
  void qosMinusOneInsideASessionGoesOverTheGatewaysLinkToo() {
    node.connects().sends(publishShort(3, "ab", 7, "a")).expectNothing();
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "a").expectsNothing();
  }

  @Test
  void qosMinusOneInAnyStateIsPassedOn() {
    node.connects().sleeps(100);
    node.sends(publishShort(3, "ab", 0, "a")).expectNothing();
    node.sends(Messages.disconnect()).expect(Messages.disconnect());
    node.sends(publishShort(3, "ab", 0, "b")).expectNothing();
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "a");
    broker.expects(new BrokerCommand.Close("n"));
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "b").expectsNothing();
  }

  @Test
  void qosMinusOneThatCannotBePassedOnIsNeverAnswered() {
    node.sends(publish(3, 1, 0, "normal id")).sends(publishPredefined(3, 99, 0, "unknown"));
    node.sends(publishPredefined(3, 11, 0, "another's")).sends(publishShort(3, "a+", 0, "wild"));
    node.sends(publish(3, TopicIdType.RESERVED, 1, 0, "reserved")).expectNothing();
    node.connects().sends(publish(3, 1, 0, "normal id"));
    node.sends(publishPredefined(3, 99, 0, "unknown")).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void publishesWhileTheBrokerAnswersSlowlyKeepTheirOrder() {
    int topic = node.connects().registers("t");
    for (int i = 1; i <= 10; i++) {
      node.sends(publish(i % 2, topic, i % 2 * i, "m" + i));
    }
    List<BrokerCommand.Publish> all = broker.all(BrokerCommand.Publish.class);
    for (int i = 1; i <= 10; i++) {
      assertEquals("m" + i, all.get(i - 1).payload().text());
    }
  }

  @Test
  void beyondTheLimitOfPendingOnesItIsCongestion() {
    int topic = node.connects().registers("t");
    for (int i = 1; i <= 32; i++) {
      node.sends(publish(1, topic, i, "m" + i));
    }
    node.expectNothing().sends(publish(1, topic, 33, "m33"));
    node.expect(pubAck(topic, 33, CONGESTION));
    broker.acks("n", 1);
    node.expect(pubAck(topic, 1)).sends(publish(1, topic, 33, "m33")).expectNothing();
    assertEquals(33, broker.all(BrokerCommand.Publish.class).size());
  }

  @Test
  void anAcknowledgementThatNobodyWaitsForIsIgnored() {
    node.connects();
    broker.acks("n", 9).tells(new BrokerEvent.PublishReceived("n", 9));
    broker.tells(new BrokerEvent.PublishCompleted("n", 9)).acks("nobody", 9);
    node.expectNothing();
  }

  @Test
  void aLargePublishIsPassedOn() {
    int topic = node.connects().registers("t");
    node.sends(publish(1, topic, 1, "x".repeat(1_000)));
    broker.expectsPublish("n", 1, "t", 1, "x".repeat(1_000));
    assertTrue(play.drops().isEmpty());
  }
}
