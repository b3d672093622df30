package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.ReturnCode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which PUBLISH of a node is a repetition and which is new. */
final class RepetitionTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n").connectsPersistent(0);
  private final int topic = node.registers("t");
  private final Frame.Publish message = publish(1, topic, 5, "x");

  /** The message reaches the broker and is acknowledged. */
  private void published() {
    node.sends(message);
    broker.expectsPublish("n", 5, "t", 1, "x").acks("n", 5);
    node.expect(pubAck(topic, 5)).expectNothing();
  }

  /** Else the broker's word for the earlier message would be taken for the refused one's. */
  @Test
  void aMessageUnderAnOpenMsgIdEndsItsAcknowledgementThoughItIsRefused() {
    node.sends(message);
    broker.expectsPublish("n", 5, "t", 1, "x");
    node.sends(publish(1, topic + 1, 5, "y"));
    node.expect(new Frame.PubAck(topic + 1, 5, ReturnCode.INVALID_TOPIC_ID));
    broker.acks("n", 5);
    node.expectNothing();
  }

  @Test
  void theBrokersWordForAnotherQosIsOfAnEarlierLink() {
    node.sends(message);
    broker.expectsPublish("n", 5, "t", 1, "x");
    broker.tells(new BrokerEvent.PublishReceived("n", 5));
    broker.tells(new BrokerEvent.PublishCompleted("n", 5));
    node.expectNothing();
    broker.acks("n", 5);
    node.expect(pubAck(topic, 5)).expectNothing();
  }

  private void isRepetition(Frame.Publish copy) {
    node.sends(copy).expect(pubAck(topic, 5)).expectNothing();
    broker.expectsNothing();
  }

  private void isNew(Frame.Publish copy) {
    node.sends(copy);
    BrokerCommand.Publish publish = broker.expects(BrokerCommand.Publish.class);
    assertEquals(copy.data(), publish.payload());
    broker.acks("n", publish.packetId());
    node.expect(pubAck(copy.topicId(), copy.msgId())).expectNothing();
  }

  @Test
  void aCopyWithDupIsARepetition() {
    published();
    isRepetition(message.asRepetition());
  }

  @Test
  void aCopyWithDupIsARepetitionHoweverLateItComes() {
    published();
    play.advance(600);
    isRepetition(message.asRepetition());
  }

  @Test
  void aCopyWithDupIsARepetitionThoughOtherRequestsCameInBetween() {
    published();
    isNew(publish(1, topic, 6, "y"));
    node.registers("other");
    isRepetition(message.asRepetition());
  }

  @Test
  void aCopyWithDupIsARepetitionAcrossAConnectOfTheSameSession() {
    published();
    node.connectsPersistent(0);
    isRepetition(message.asRepetition());
  }

  @Test
  void aCopyWithoutDupWithinAMinuteIsARepetition() {
    published();
    play.advance(59);
    isRepetition(message);
  }

  @Test
  void theMinuteCountsFromTheLastCopy() {
    published();
    for (int copy = 0; copy < 5; copy++) {
      play.advance(50);
      isRepetition(message);
    }
    play.advance(61);
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterAMinuteIsNew() {
    published();
    play.advance(61);
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterAnotherPublishIsNew() {
    published();
    isNew(publish(1, topic, 6, "y"));
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterARegisterIsNew() {
    published();
    node.registers("other");
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterASubscribeIsNew() {
    published();
    node.subscribes("other", 0);
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterAnUnsubscribeIsNew() {
    published();
    node.sends(Messages.unsubscribe(9, "other")).expect(Messages.unsubAck(9));
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterAPublishThatIsNotAcknowledgedIsARepetition() {
    published();
    node.sends(publish(0, topic, 0, "y"));
    broker.expectsPublish("n", 0, "t", 0, "y");
    isRepetition(message);
  }

  @Test
  void aCopyWithoutDupAfterAConnectIsNew() {
    published();
    node.connectsPersistent(0);
    isNew(message);
  }

  @Test
  void aCopyWithoutDupAfterDisconnectAndConnectIsNew() {
    published();
    node.sends(disconnect()).expect(disconnect()).connectsPersistent(0);
    broker.expects(BrokerCommand.Close.class);
    isNew(message);
  }

  @Test
  void anotherPayloadUnderTheSameMsgIdIsNew() {
    published();
    isNew(publish(1, topic, 5, "y"));
  }

  @Test
  void anotherPayloadIsNewEvenWithDup() {
    published();
    isNew(publish(1, topic, 5, "y").asRepetition());
  }

  @Test
  void anotherTopicUnderTheSameMsgIdIsNew() {
    int other = node.registers("other");
    published();
    isNew(publish(1, other, 5, "x"));
  }

  @Test
  void anotherMsgIdWithTheSamePayloadIsNew() {
    published();
    isNew(publish(1, topic, 6, "x"));
    isNew(publish(1, topic, 7, "x"));
  }

  @Test
  void aCopyWithDupOfWhatNeverArrivedIsNew() {
    isNew(message.asRepetition());
  }

  @Test
  void copiesOfANewOneAreRepetitionsAgain() {
    published();
    play.advance(61);
    isNew(message);
    isRepetition(message);
    isRepetition(message.asRepetition());
  }

  @Test
  void qosZeroHasNoRepetitions() {
    for (int i = 0; i < 3; i++) {
      node.sends(publish(0, topic, 0, "x"));
      broker.expectsPublish("n", 0, "t", 0, "x");
    }
    broker.expectsNothing();
  }

  @Test
  void aNodeWhoseMsgIdIsConstantLosesNothing() {
    for (int i = 0; i < 10; i++) {
      isNew(publish(1, topic, 5, "value " + i));
      play.advance(2);
    }
  }

  @Test
  void aNodeWhoseMsgIdAndValueAreConstantLosesNothingWhereItPublishesByTheMinute() {
    for (int i = 0; i < 10; i++) {
      isNew(message);
      play.advance(61);
    }
  }

  @Test
  void aConstantMsgIdWithAlternatingValuesLosesNothing() {
    for (int i = 0; i < 5; i++) {
      isNew(publish(1, topic, 5, "on"));
      isNew(publish(1, topic, 5, "off"));
    }
  }

  @Test
  void aConstantMsgIdIsNoRepetitionWhileTheEarlierOneIsPending() {
    node.sends(publish(1, topic, 5, "first"));
    broker.expectsPublish("n", 5, "t", 1, "first");
    node.sends(publish(1, topic, 5, "second"));
    BrokerCommand.Publish second = broker.expects(BrokerCommand.Publish.class);
    assertEquals("second", second.payload().text());
    assertTrue(second.packetId() != 5 && second.packetId() > 60_000, "an id of the gateway's own");
    // An answer to the first would be taken for one to the second.
    broker.acks("n", 5);
    node.expectNothing();
    broker.acks("n", second.packetId());
    node.expect(pubAck(topic, 5)).expectNothing();
  }

  @Test
  void aPublishRepeatedWhilePendingIsPublishedOnceAndAnsweredOnce() {
    node.sends(message);
    broker.expectsPublish("n", 5, "t", 1, "x");
    play.advance(10);
    node.sends(message.asRepetition());
    play.advance(10);
    node.sends(message);
    broker.expectsNothing();
    node.expectNothing();
    broker.acks("n", 5);
    node.expect(pubAck(topic, 5)).expectNothing();
  }

  @Test
  void severalMayBeOutstandingAndAreAnsweredAsTheBrokerAnswers() {
    int other = node.registers("other");
    node.sends(publish(1, topic, 1, "a")).sends(publish(1, other, 2, "b"));
    node.sends(publish(1, topic, 3, "c")).expectNothing();
    broker.expectsPublish("n", 1, "t", 1, "a").expectsPublish("n", 2, "other", 1, "b");
    broker.expectsPublish("n", 3, "t", 1, "c").acks("n", 1).acks("n", 2).acks("n", 3);
    node.expect(pubAck(topic, 1), pubAck(other, 2), pubAck(topic, 3)).expectNothing();
  }

  @Test
  void ofSeveralOutstandingOnesEachIsRecognised() {
    node.sends(publish(1, topic, 1, "a")).sends(publish(1, topic, 2, "b"));
    broker.drain();
    node.sends(publish(1, topic, 1, "a").asRepetition());
    node.sends(publish(1, topic, 2, "b").asRepetition());
    broker.expectsNothing();
    broker.acks("n", 1);
    node.expect(pubAck(topic, 1)).sends(publish(1, topic, 2, "b").asRepetition());
    node.sends(publish(1, topic, 1, "a").asRepetition()).expect(pubAck(topic, 1));
    broker.expectsNothing().acks("n", 2);
    node.expect(pubAck(topic, 2)).expectNothing();
  }

  @Test
  void aRefusedPublishIsNoAcknowledgedOne() {
    node.sends(publish(1, 9_999, 5, "x")).expect(pubAck(9_999, 5, Messages.INVALID_ID));
    node.sends(publish(1, 9_999, 5, "x").asRepetition());
    node.expect(pubAck(9_999, 5, Messages.INVALID_ID));
    isNew(publish(1, topic, 5, "x").asRepetition());
  }

  @Test
  void otherClientsCopiesAreTheirOwn() {
    published();
    Play.Node other = play.node("m").connectsPersistent(0);
    int id = other.registers("t");
    other.sends(publish(1, id, 5, "x").asRepetition());
    broker.expectsPublish("m", 5, "t", 1, "x");
  }

  @Test
  void aShortTopicIsRecognisedAsWell() {
    Frame.Publish brief = Messages.publishShort(1, "ab", 5, "x");
    isNew(brief);
    node.sends(brief.asRepetition()).expect(pubAck(Messages.shortName("ab"), 5));
    broker.expectsNothing();
  }

  @Test
  void aQosTwoPublishRepeatedAfterPubRecIsReceivedAgainAndPublishedOnce() {
    Frame.Publish two = publish(2, topic, 8, "x");
    node.sends(two);
    broker.expectsPublish("n", 8, "t", 2, "x");
    broker.tells(new BrokerEvent.PublishReceived("n", 8));
    node.expect(pubRec(8)).sends(two.asRepetition()).expect(pubRec(8));
    node.sends(two).expect(pubRec(8)).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aQosTwoPublishRepeatedWhilePendingIsPublishedOnce() {
    Frame.Publish two = publish(2, topic, 8, "x");
    node.sends(two).sends(two.asRepetition()).sends(two).expectNothing();
    broker.expectsPublish("n", 8, "t", 2, "x").expectsNothing();
    broker.tells(new BrokerEvent.PublishReceived("n", 8));
    node.expect(pubRec(8)).expectNothing();
  }

  @Test
  void aQosTwoPublishRepeatedAfterPubCompIsNotPublishedTwice() {
    Frame.Publish two = publish(2, topic, 8, "x");
    node.sends(two);
    broker.expectsPublish("n", 8, "t", 2, "x").tells(new BrokerEvent.PublishReceived("n", 8));
    node.expect(pubRec(8)).sends(pubRel(8));
    broker.expects(new BrokerCommand.Release("n", 8));
    broker.tells(new BrokerEvent.PublishCompleted("n", 8));
    node.expect(pubComp(8)).sends(two.asRepetition()).expect(pubRec(8)).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aRepeatedPubRelIsCompletedOnceByTheBroker() {
    node.sends(publish(2, topic, 8, "x"));
    broker.expectsPublish("n", 8, "t", 2, "x").tells(new BrokerEvent.PublishReceived("n", 8));
    node.expect(pubRec(8)).sends(pubRel(8)).sends(pubRel(8)).expectNothing();
    assertTrue(!broker.drain().isEmpty(), "PUBREL is passed on");
    broker.tells(new BrokerEvent.PublishCompleted("n", 8));
    node.expect(pubComp(8)).expectNothing();
  }

  @Test
  void anotherQosTwoMessageUnderTheMsgIdOfACompletedOneIsNew() {
    broker.acknowledges();
    for (String each : new String[] {"a", "b", "c"}) {
      node.sends(publish(2, topic, 8, each)).expect(pubRec(8)).sends(pubRel(8)).expect(pubComp(8));
    }
    assertEquals(3, broker.all(BrokerCommand.Publish.class).size());
  }

  /** A node that repeats every 10 s until it is answered, over a radio that loses a fifth. */
  private int publishedOverLossyRadio(boolean setsDup, int messages) {
    SplittableRandom radio = new SplittableRandom(42);
    broker.acknowledges();
    for (int i = 0; i < messages; i++) {
      Frame.Publish next = publish(1, topic, 1 + i, i % 3 == 0 ? "same" : "value " + i);
      boolean answered = false;
      for (int copy = 0; copy < 4 && !answered; copy++) {
        if (radio.nextInt(100) >= 20) {
          node.sends(copy > 0 && setsDup ? next.asRepetition() : next);
          node.expect(pubAck(topic, 1 + i)).expectNothing();
          answered = radio.nextInt(100) >= 20;
        }
        play.advance(10);
      }
    }
    return broker.all(BrokerCommand.Publish.class).size();
  }

  @Test
  void aFifthOfLossMakesNoDuplicatesWithDup() {
    assertTrue(publishedOverLossyRadio(true, 500) <= 510);
  }

  @Test
  void aFifthOfLossMakesNoDuplicatesWithoutDup() {
    assertTrue(publishedOverLossyRadio(false, 500) <= 510);
  }

  @Test
  void asManyAsMayBeOutstandingAreRemembered() {
    broker.acknowledges();
    for (int i = 1; i <= 32; i++) {
      node.sends(publish(1, topic, i, "m" + i)).expect(pubAck(topic, i));
    }
    for (int i = 1; i <= 32; i++) {
      node.sends(publish(1, topic, i, "m" + i).asRepetition()).expect(pubAck(topic, i));
    }
    assertEquals(32, broker.all(BrokerCommand.Publish.class).size());
  }

  @Test
  void aConstantMsgIdAtQosTwoLosesNothing() {
    for (int i = 0; i < 5; i++) {
      node.sends(publish(2, topic, 8, "value " + i));
      BrokerCommand.Publish up = broker.expects(BrokerCommand.Publish.class);
      assertEquals("value " + i, up.payload().text());
      broker.tells(new BrokerEvent.PublishReceived("n", up.packetId()));
      node.expect(pubRec(8)).sends(pubRel(8));
      broker.expects(new BrokerCommand.Release("n", up.packetId()));
      broker.tells(new BrokerEvent.PublishCompleted("n", up.packetId()));
      node.expect(pubComp(8)).expectNothing();
    }
  }

  @Test
  void copiesFromTheNewAddressOfAMovedNodeAreRecognised() {
    published();
    node.sends(Messages.sleep(600)).expect(disconnect());
    Play.Node moved = play.node("n", 2).wakes().expect(Messages.pingResp());
    moved.sends(message.asRepetition()).expect(pubAck(topic, 5));
    broker.expectsNothing();
  }
}
