package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.CONGESTION;
import static dev.mqttsn.gateway.Messages.INVALID_ID;
import static dev.mqttsn.gateway.Messages.NOT_SUPPORTED;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.regAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages to nodes that listen: MQTT-SN 1.2 6.10, with the gateway's retransmissions. */
final class DeliveryTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n").connectsPersistent(0);

  private boolean nothingDropped() {
    return play.drops().isEmpty();
  }

  @Test
  void qosZeroIsSentOnceWithMsgIdZero() {
    int topic = node.subscribes("t", 0);
    broker.publishes("n", "t", 0, "a");
    node.expect(publish(0, topic, 0, "a"));
    play.advance(100);
    node.expectNothing();
    broker.expectsNothing();
  }

  @Test
  void theBrokerIsAcknowledgedOnlyAfterTheNode() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    broker.expectsNothing();
    node.acks(a).expectNothing();
    broker.expectsAck(message).expectsNothing();
  }

  @Test
  void anUnansweredPublishIsRepeatedWithDupEveryTenSecondsThreeTimes() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    for (int copy = 0; copy < 3; copy++) {
      play.advance(9);
      node.expectNothing();
      play.advance(1);
      node.expect(a.asRepetition()).expectNothing();
    }
    play.advance(1_000);
    node.expectNothing();
    assertTrue(nothingDropped());
  }

  @Test
  void anAcknowledgedPublishIsNotRepeated() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    node.takes(topic, "a");
    play.advance(100);
    node.expectNothing();
  }

  @Test
  void theAcknowledgementOfARepetitionCountsOnce() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(10);
    node.expect(a.asRepetition()).acks(a).acks(a);
    broker.expectsAck(message).expectsNothing();
  }

  @Test
  void oneExchangeAtATime() {
    int topic = node.subscribes("t", 1);
    broker.publishesAll("n", "t", "a", "b", "c");
    Frame.Publish a = node.hears(1, topic, "a");
    Frame.Publish b = node.expectNothing().acks(a).hears(1, topic, "b");
    node.expectNothing().acks(b).takes(topic, "c").expectNothing();
  }

  @Test
  void theOrderIsKeptAlsoWithQosZero() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    broker.publishes("n", "t", 0, "b");
    broker.publishes("n", "t", 1, "c");
    node.takes(topic, "a").expect(publish(0, topic, 0, "b"));
    node.takes(topic, "c");
  }

  @Test
  void everyMessageHasAMsgIdOfItsOwn() {
    int topic = node.subscribes("t", 1);
    broker.publishesAll("n", "t", "a", "b");
    Frame.Publish a = node.hears(1, topic, "a");
    Frame.Publish b = node.acks(a).hears(1, topic, "b");
    assertTrue(a.msgId() != b.msgId());
  }

  @Test
  void anAcknowledgementOfAnotherMsgIdIsIgnored() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId() + 1));
    broker.expectsNothing();
    play.advance(10);
    node.expect(a.asRepetition());
  }

  @Test
  void anAcknowledgementFromAnotherNodeIsIgnored() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.node("m").connects().acks(a);
    play.node("stranger").acks(a);
    broker.expectsNothing();
  }

  @Test
  void aStalledDeliveryGoesOnWithDupAsSoonAsTheNodeIsHeard() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(100);
    assertEquals(Collections.nCopies(3, a.asRepetition()), node.drain());
    node.sends(pingReq());
    List<Frame> answer = node.drain();
    assertTrue(answer.contains(pingResp()) && answer.contains(a.asRepetition()), answer::toString);
    assertEquals(2, answer.size());
    node.acks(a);
    broker.expectsAck(message);
  }

  @Test
  void whatArrivesWhileADeliveryIsStalledWaitsBehindIt() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(100);
    node.drain();
    broker.publishes("n", "t", 0, "b");
    broker.publishes("n", "t", 1, "c");
    node.expectNothing().sends(pingReq()).drain();
    node.acks(a).expect(publish(0, topic, 0, "b")).takes(topic, "c");
  }

  @Test
  void aLateAcknowledgementAfterTheLastCopyCounts() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(100);
    node.drain();
    node.acks(a);
    broker.expectsAck(message).expectsNothing();
    play.advance(100);
    node.expectNothing();
  }

  @Test
  void aNodeThatIsHeardButNeverAcknowledgesLosesTheMessageAfterThreeRounds() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    node.hears(1, topic, "a");
    for (int round = 0; round < 3; round++) {
      broker.expectsNothing();
      for (int i = 0; i < 5; i++) {
        node.sends(pingReq());
        play.advance(10);
      }
    }
    broker.publishes("n", "t", 0, "next");
    node.sends(pingReq());
    play.advance(50);
    List<Frame> all = node.drain();
    assertTrue(all.contains(publish(0, topic, 0, "next")), all::toString);
    broker.expectsAck(message).expectsNothing();
    assertEquals(1, play.drops().get("message"));
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void aNodeThatIsNotHeardLosesNothingHoweverLongItIsAway() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(100_000);
    assertEquals(3, node.drain().size());
    node.sends(pingReq());
    assertTrue(node.drain().contains(a.asRepetition()));
    assertTrue(nothingDropped());
  }

  @Test
  void aWildcardsTopicIsRegisteredFirst() {
    assertEquals(0, node.subscribes("w/+", 1), "no id for a wildcard");
    broker.publishes("n", "w/1", 1, "a");
    Frame.Register register = node.isTold("w/1");
    node.expectNothing().sends(regAck(register.topicId(), register.msgId()));
    node.takes(register.topicId(), "a");
    broker.publishes("n", "w/1", 0, "b");
    node.expect(publish(0, register.topicId(), 0, "b")).expectNothing();
  }

  @Test
  void anUnansweredRegisterIsRepeatedAsItWas() {
    node.subscribes("w/+", 1);
    broker.publishes("n", "w/1", 1, "a");
    Frame.Register register = node.isTold("w/1");
    play.advance(100);
    assertEquals(Collections.nCopies(3, register), node.drain());
    node.sends(pingReq());
    assertTrue(node.drain().contains(register));
    node.sends(regAck(register.topicId(), register.msgId())).takes(register.topicId(), "a");
  }

  @Test
  void aNodeThatNeverAnswersRegisterDoesNotStallForEver() {
    node.subscribes("w/+", 1);
    int known = node.subscribes("t", 1);
    BrokerEvent.MessageArrived lost = broker.publishes("n", "w/1", 1, "a");
    broker.publishes("n", "t", 1, "b");
    for (int i = 0; i < 20; i++) {
      node.sends(pingReq());
      play.advance(10);
    }
    Frame last = node.drain().stream().filter(Frame.Publish.class::isInstance).findFirst().get();
    assertEquals("b", ((Frame.Publish) last).data().text());
    assertEquals(known, ((Frame.Publish) last).topicId());
    broker.expectsAck(lost);
  }

  @Test
  void aRefusedRegisterDiscardsTheMessageAndUnsubscribesTheName() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), INVALID_ID));
    Frame.Register register = node.isTold("t");
    node.sends(regAck(topic, register.msgId(), NOT_SUPPORTED)).expectNothing();
    List<BrokerCommand> commands = broker.drain();
    assertTrue(commands.contains(new BrokerCommand.AckDown("n", message.delivery())));
    List<BrokerCommand.Unsubscribe> ended = broker.all(BrokerCommand.Unsubscribe.class);
    assertEquals(1, ended.size());
    assertEquals("t", ended.get(0).filter());
  }

  @Test
  void aNameRefusedUnderAWildcardIsDiscardedAndTheWildcardStays() {
    node.subscribes("w/+", 1);
    BrokerEvent.MessageArrived a = broker.publishes("n", "w/1", 1, "a");
    Frame.Register register = node.isTold("w/1");
    node.sends(regAck(register.topicId(), register.msgId(), INVALID_ID)).expectNothing();
    broker.expectsAck(a);
    BrokerEvent.MessageArrived b = broker.publishes("n", "w/1", 1, "b");
    node.expectNothing();
    broker.expectsAck(b).expectsNothing();
    broker.publishes("n", "w/2", 1, "c");
    node.takes(node.learns("w/2"), "c");
    assertTrue(broker.all(BrokerCommand.Unsubscribe.class).isEmpty());
  }

  @Test
  void aRefusedNameIsOfferedAgainAfterTheNextSubscribe() {
    node.subscribes("w/+", 1);
    broker.publishes("n", "w/1", 1, "a");
    Frame.Register register = node.isTold("w/1");
    node.sends(regAck(register.topicId(), register.msgId(), NOT_SUPPORTED)).expectNothing();
    node.subscribes("w/+", 1);
    broker.publishes("n", "w/1", 1, "b");
    node.takes(node.learns("w/1"), "b");
  }

  @Test
  void aCongestedRegAckHoldsTheMessageForMoreThanFiveMinutes() {
    node.subscribes("w/+", 1);
    broker.publishes("n", "w/1", 1, "a");
    Frame.Register register = node.isTold("w/1");
    node.sends(regAck(register.topicId(), register.msgId(), CONGESTION));
    play.advance(299);
    node.expectNothing();
    broker.expectsNothing();
    play.advance(9);
    node.takes(node.learns("w/1"), "a");
  }

  @Test
  void pubAckInvalidIdMakesTheGatewayRegisterAndPublishAgain() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), INVALID_ID));
    broker.expectsNothing();
    int id = node.learns("t");
    Frame.Publish again = node.expect(Frame.Publish.class);
    assertEquals("a", again.data().text());
    assertEquals(id, again.topicId());
    node.acks(again).expectNothing();
    broker.expectsAck(message).expectsNothing();
  }

  @Test
  void pubAckInvalidIdToQosZeroRepairsTheIdToo() {
    int topic = node.subscribes("t", 0);
    broker.publishes("n", "t", 0, "a");
    node.expect(publish(0, topic, 0, "a")).sends(pubAck(topic, 0, INVALID_ID));
    int id = node.learns("t");
    node.expect(publish(0, id, 0, "a")).expectNothing();
  }

  @Test
  void aNodeThatRefusesEveryIdIsNotAskedForEver() {
    int topic = node.subscribes("t", 1);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 1, "a");
    Frame.Publish next = node.hears(1, topic, "a");
    int rounds = 0;
    while (next != null) {
      assertTrue(++rounds <= 10, "the message is given up");
      node.sends(pubAck(next.topicId(), next.msgId(), INVALID_ID));
      Frame frame = node.hearsMore();
      if (frame instanceof Frame.Register register) {
        node.sends(regAck(register.topicId(), register.msgId()));
        next = node.expect(Frame.Publish.class);
      } else {
        next = (Frame.Publish) frame;
      }
    }
    broker.expectsAck(message);
    assertEquals(1, play.drops().get("message"));
  }

  @Test
  void pubAckNotSupportedDropsTheMessageAndAcknowledgesItToTheBroker() {
    int topic = node.subscribes("t", 1);
    List<BrokerEvent.MessageArrived> all = broker.publishesAll("n", "t", "a", "b");
    Frame.Publish a = node.hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), NOT_SUPPORTED));
    broker.expectsAck(all.get(0)).expectsNothing();
    node.takes(topic, "b");
  }

  @Test
  void pubAckCongestionPausesForMoreThanFiveMinutes() {
    int topic = node.subscribes("t", 1);
    broker.publishesAll("n", "t", "a", "b");
    Frame.Publish a = node.hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), CONGESTION));
    play.advance(299);
    node.expectNothing();
    broker.expectsNothing();
    play.advance(9);
    Frame.Publish again = node.expect(Frame.Publish.class);
    assertEquals("a", again.data().text());
    node.acks(again).takes(topic, "b");
  }

  @Test
  void errorsForQosZeroDoNoHarm() {
    int topic = node.subscribes("t", 0);
    broker.publishes("n", "t", 0, "a");
    node.expect(publish(0, topic, 0, "a"));
    node.sends(pubAck(topic, 0, NOT_SUPPORTED)).expectNothing();
    broker.publishes("n", "t", 0, "b");
    node.expect(publish(0, topic, 0, "b"));
  }

  @Test
  void theRetainBitIsPassedOnAndTheBrokersDupIsNot() {
    int topic = node.subscribes("t", 0);
    broker.tells(
        new BrokerEvent.MessageArrived(
            "n", 0, 0, "t", Qos.AT_MOST_ONCE, true, Octets.utf8("kept")));
    node.expect(
        new Frame.Publish(
            false, Qos.AT_MOST_ONCE, true, TopicIdType.NORMAL, topic, 0, Octets.utf8("kept")));
  }

  @Test
  void anEmptyMessageIsAMessage() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "");
    node.takes(topic, "");
  }

  @Test
  void aMessageTooLargeForTheLinkIsDroppedAndAcknowledged() {
    Play small = Play.setting().maxMessage(60).begin();
    Play.Node mote = small.node("mote").connects();
    int topic = mote.subscribes("t", 1);
    mote.subscribes("w/#", 1);
    BrokerEvent.MessageArrived large = small.broker().publishes("mote", "t", 1, "x".repeat(54));
    small.broker().expectsAck(large);
    BrokerEvent.MessageArrived longName =
        small.broker().publishes("mote", "w/" + "x".repeat(53), 1, "a");
    small.broker().expectsAck(longName);
    assertEquals(2, small.drops().get("message"));
    small.broker().publishes("mote", "t", 1, "x".repeat(53));
    mote.takes(topic, "x".repeat(53)).expectNothing();
  }

  @Test
  void aLargeMessageGoesDownInTheLongForm() {
    int topic = node.subscribes("t", 1);
    for (int length : new int[] {247, 248, 249, 250, 1_000}) {
      broker.publishes("n", "t", 1, "x".repeat(length));
      node.takes(topic, "x".repeat(length)).expectNothing();
    }
  }

  @Test
  void aTooLargeQosTwoMessageDoesNotBlockTheBroker() {
    Play small = Play.setting().maxMessage(60).begin();
    Play.Node mote = small.node("mote").connects();
    mote.subscribes("t", 2);
    BrokerEvent.MessageArrived large = small.broker().publishes("mote", "t", 2, "x".repeat(54));
    small.broker().expects(new BrokerCommand.ReceivedDown("mote", large.delivery()));
    small.broker().tells(new BrokerEvent.ReleaseArrived("mote", large.packetId()));
    small.broker().expects(new BrokerCommand.CompletedDown("mote", large.packetId()));
    mote.expectNothing();
  }

  @Test
  void qosTwoPassesEachPhaseThroughUnderTheBrokersPacketId() {
    int topic = node.subscribes("t", 2);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 2, "a");
    int id = message.packetId();
    node.expect(publish(2, topic, id, "a"));
    broker.expectsNothing();
    node.sends(pubRec(id)).expectNothing();
    broker.expects(new BrokerCommand.ReceivedDown("n", message.delivery())).expectsNothing();
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id));
    broker.expectsNothing();
    node.sends(pubComp(id)).expectNothing();
    broker.expects(new BrokerCommand.CompletedDown("n", id)).expectsNothing();
  }

  @Test
  void eachPhaseOfQosTwoIsRepeated() {
    int topic = node.subscribes("t", 2);
    int id = broker.publishes("n", "t", 2, "a").packetId();
    node.expect(publish(2, topic, id, "a"));
    play.advance(10);
    node.expect(publish(2, topic, id, "a").asRepetition()).sends(pubRec(id));
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id));
    play.advance(10);
    node.expect(pubRel(id)).sends(pubComp(id));
    play.advance(100);
    node.expectNothing();
  }

  @Test
  void theNextMessageWaitsForTheEndOfBothPhases() {
    int topic = node.subscribes("t", 2);
    int id = broker.publishes("n", "t", 2, "a").packetId();
    broker.publishes("n", "t", 1, "b");
    node.expect(publish(2, topic, id, "a")).sends(pubRec(id)).expectNothing();
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id)).expectNothing().sends(pubComp(id)).takes(topic, "b");
  }

  @Test
  void aRepeatedPubRecIsAnsweredWithPubRel() {
    int topic = node.subscribes("t", 2);
    int id = broker.publishes("n", "t", 2, "a").packetId();
    node.expect(publish(2, topic, id, "a")).sends(pubRec(id));
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id)).sends(pubRec(id)).expect(pubRel(id)).sends(pubComp(id));
    broker.drain();
    node.expectNothing();
  }

  /** A radio that reorders: released unreceived, the message would be delivered twice. */
  @Test
  void aPubRecThatANewConnectOvertookCountsForTheMessage() {
    int topic = node.subscribes("t", 2);
    int id = broker.publishes("n", "t", 2, "a").packetId();
    node.expect(publish(2, topic, id, "a"));
    node.sends(Messages.connect("n", false, false, 30)).drain();
    node.sends(pubRec(id)).expectNothing();
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id)).sends(pubComp(id)).expectNothing();
  }

  @Test
  void anUnknownPubRecIsAnsweredWithPubRel() {
    node.sends(pubRec(4_711)).expect(pubRel(4_711)).sends(pubComp(4_711)).expectNothing();
  }

  @Test
  void anUnknownPubCompOrPubAckIsIgnored() {
    node.sends(pubComp(99)).sends(pubAck(5, 99)).sends(regAck(5, 99)).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aReleaseThatNobodyRemembersIsPassedOnAndCompletedByTheNode() {
    broker.tells(new BrokerEvent.ReleaseArrived("n", 700));
    node.expect(pubRel(700));
    broker.expectsNothing();
    node.sends(pubComp(700));
    broker.expects(new BrokerCommand.CompletedDown("n", 700)).expectsNothing();
  }

  @Test
  void anUnknownPubRelGoesToTheBrokerAndIsCompletedOnlyByIt() {
    node.sends(pubRel(77)).expectNothing();
    broker.expects(new BrokerCommand.Release("n", 77));
    broker.tells(new BrokerEvent.PublishCompleted("n", 77));
    node.expect(pubComp(77)).expectNothing();
  }

  @Test
  void theSameMsgIdMayBeInUseInBothDirections() {
    int topic = node.subscribes("t", 2);
    int id = broker.publishes("n", "t", 2, "down").packetId();
    node.expect(publish(2, topic, id, "down")).sends(publish(2, topic, id, "up"));
    broker.expectsPublish("n", id, "t", 2, "up");
    node.sends(pubRec(id));
    broker.expects(BrokerCommand.ReceivedDown.class);
    broker.tells(new BrokerEvent.PublishReceived("n", id));
    node.expect(pubRec(id)).sends(pubRel(id));
    broker.expects(new BrokerCommand.Release("n", id));
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    node.expect(pubRel(id));
    broker.tells(new BrokerEvent.PublishCompleted("n", id));
    node.expect(pubComp(id)).sends(pubComp(id));
    broker.expects(new BrokerCommand.CompletedDown("n", id)).expectsNothing();
  }

  @Test
  void aPublishOfTheNodeInMidExchangeIsServedAtOnce() {
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "down");
    Frame.Publish down = node.hears(1, topic, "down");
    node.sends(publish(1, topic, 3, "up"));
    broker.expectsPublish("n", 3, "t", 1, "up").acks("n", 3);
    node.expect(pubAck(topic, 3)).acks(down).expectNothing();
  }

  @Test
  void aSilentNodeStallsNobodyElse() {
    int topic = node.subscribes("t", 1);
    Play.Node other = play.node("m").connects();
    int others = other.subscribes("o", 1);
    broker.publishes("n", "t", 1, "a");
    node.hears(1, topic, "a");
    broker.publishesAll("m", "o", "b", "c");
    other.takes(others, "b").takes(others, "c");
  }

  @Test
  void anExchangeRefusedByAQosTwoNodeIsOver() {
    int topic = node.subscribes("t", 2);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 2, "a");
    int id = message.packetId();
    node.expect(publish(2, topic, id, "a")).sends(pubAck(topic, id, NOT_SUPPORTED));
    broker.expects(new BrokerCommand.ReceivedDown("n", message.delivery()));
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    broker.expects(new BrokerCommand.CompletedDown("n", id));
    node.expectNothing();
  }

  private void neverAnswersThreeRounds() {
    for (int i = 0; i < 18; i++) {
      node.sends(pingReq());
      play.advance(10);
    }
    node.drain();
  }

  @Test
  void aQosTwoMessageThatIsNeverAnsweredIsFinishedWithTheBrokerAlone() {
    node.subscribes("t", 2);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 2, "a");
    neverAnswersThreeRounds();
    broker.expects(new BrokerCommand.ReceivedDown("n", message.delivery()));
    broker.tells(new BrokerEvent.ReleaseArrived("n", message.packetId()));
    broker.expects(new BrokerCommand.CompletedDown("n", message.packetId())).expectsNothing();
    node.expectNothing();
  }

  @Test
  void aPubRelThatIsNeverAnsweredIsFinishedWithTheBrokerAlone() {
    int topic = node.subscribes("t", 2);
    BrokerEvent.MessageArrived message = broker.publishes("n", "t", 2, "a");
    int id = message.packetId();
    node.expect(publish(2, topic, id, "a")).sends(pubRec(id));
    broker.expects(BrokerCommand.ReceivedDown.class);
    broker.tells(new BrokerEvent.ReleaseArrived("n", id));
    neverAnswersThreeRounds();
    broker.expects(new BrokerCommand.CompletedDown("n", id)).expectsNothing();
    broker.publishes("n", "t", 1, "b");
    node.takes(topic, "b");
  }

  @Test
  void anInvalidPredefinedOrShortTopicCannotBeRepaired() {
    Play both = Play.setting().predefined(1, "pre").begin();
    Play.Node mote = both.node("mote").connects();
    mote.sends(Messages.subscribe(1, TopicIdType.PREDEFINED, 1, Messages.two(1)));
    mote.sends(Messages.subscribe(1, TopicIdType.SHORT, 2, Messages.text("ab"))).drain();
    for (String topic : new String[] {"pre", "ab"}) {
      BrokerEvent.MessageArrived message = both.broker().publishes("mote", topic, 1, "a");
      Frame.Publish a = mote.expect(Frame.Publish.class);
      mote.sends(pubAck(a.topicId(), a.msgId(), INVALID_ID)).expectNothing();
      both.broker().expectsAck(message);
    }
    assertEquals(2, both.drops().get("message"));
  }

  @Test
  void messagesBehindARegisterKeepTheirOrder() {
    node.subscribes("w/+", 1);
    broker.publishes("n", "w/1", 0, "a");
    broker.publishes("n", "w/1", 0, "b");
    broker.publishes("n", "w/1", 1, "c");
    int topic = node.learns("w/1");
    node.expect(publish(0, topic, 0, "a"), publish(0, topic, 0, "b")).takes(topic, "c");
    node.expectNothing();
  }

  @Test
  void theMsgIdOfAnOpenQosTwoMessageIsNotUsedForAnother() {
    int topic = node.subscribes("t", 2);
    for (int id = 1; id <= 40; id++) {
      broker.tells(
          new BrokerEvent.MessageArrived(
              "n", 900 + id, id, "t", Qos.EXACTLY_ONCE, false, Octets.utf8("two")));
      node.expect(publish(2, topic, id, "two")).sends(pubRec(id));
      broker.tells(new BrokerEvent.ReleaseArrived("n", id));
      node.expect(pubRel(id)).sends(pubComp(id));
      broker.publishes("n", "t", 1, "one");
      Frame.Publish one = node.hears(1, topic, "one");
      node.sends(pubComp(one.msgId())).sends(pubRec(one.msgId() + 1_000)).drain();
      node.acks(one).drain();
    }
    assertEquals(40, broker.all(BrokerCommand.AckDown.class).size());
    assertEquals(40, broker.all(BrokerCommand.CompletedDown.class).size());
  }

  @Test
  void aPubAckOfOneMessageIsNotTakenForTheNext() {
    int topic = node.subscribes("t", 1);
    List<BrokerEvent.MessageArrived> all = broker.publishesAll("n", "t", "a", "b");
    Frame.Publish a = node.hears(1, topic, "a");
    Frame.Publish b = node.acks(a).hears(1, topic, "b");
    node.acks(a).acks(a);
    broker.expectsAck(all.get(0)).expectsNothing();
    node.acks(b);
    broker.expectsAck(all.get(1)).expectsNothing();
  }
}
