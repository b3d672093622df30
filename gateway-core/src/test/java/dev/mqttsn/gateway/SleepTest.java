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
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sleeping clients: MQTT-SN 1.2 6.14. */
final class SleepTest {
  private static final int SLEEP_SECONDS = 300;

  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("sleeper");

  /** Connected with CleanSession 0, subscribed to "t" at QoS 1, asleep; the id of "t". */
  private int asleep() {
    node.connectsPersistent(60);
    int topic = node.subscribes("t", 1);
    node.sleeps(SLEEP_SECONDS);
    return topic;
  }

  /** All that goes down until the gateway gives up; the node is silent. */
  private List<Frame> roundWithoutAnswer() {
    play.advance(60);
    return node.drain();
  }

  @Test
  void aSleeperIsSentNothingUntilItWakes() {
    asleep();
    broker.publishes("sleeper", "t", 0, "a");
    broker.publishes("sleeper", "t", 1, "b");
    play.advance(200);
    node.expectNothing();
    broker.expectsNothing();
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void theAnswerToASleepingClientsDisconnectCarriesNoDuration() {
    node.connects().sends(sleep(300)).expect(disconnect()).expectNothing();
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void theAnswerToAPingReqWithAnEmptyBufferIsPingRespAtOnce() {
    asleep();
    node.wakes().expect(pingResp()).expectNothing();
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void messagesOfAllQosArriveInTheirOrderAndPingRespIsLast() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 0, "a");
    BrokerEvent.MessageArrived b = broker.publishes("sleeper", "t", 1, "b");
    broker.publishes("sleeper", "t", 0, "c");
    BrokerEvent.MessageArrived d = broker.publishes("sleeper", "t", 1, "d");
    node.wakes().expect(publish(0, topic, 0, "a"));
    node.takes(topic, "b");
    broker.expectsAck(b);
    node.expect(publish(0, topic, 0, "c"));
    Frame.Publish last = node.hears(1, topic, "d");
    node.expectNothing().acks(last).expect(pingResp()).expectNothing();
    broker.expectsAck(d).expectsNothing();
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void pingRespWaitsForTheAcknowledgementOfTheLastMessage() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.expectNothing();
    assertEquals("awake", play.stateOf("sleeper"));
    node.acks(a).expect(pingResp());
  }

  @Test
  void twentyMessagesAreTwentyOneFramesDown() {
    int topic = asleep();
    for (int i = 0; i < 20; i++) {
      broker.publishes("sleeper", "t", 1, "m" + i);
    }
    node.wakes();
    for (int i = 0; i < 20; i++) {
      node.takes(topic, "m" + i);
    }
    node.expect(pingResp()).expectNothing();
  }

  @Test
  void aRegisterInBetweenKeepsTheOrder() {
    node.connects();
    node.subscribes("w/#", 1);
    node.sleeps(SLEEP_SECONDS);
    broker.publishes("sleeper", "w/one", 1, "a");
    broker.publishes("sleeper", "w/two", 0, "b");
    broker.publishes("sleeper", "w/one", 0, "c");
    Frame.Register one = node.wakes().isTold("w/one");
    node.expectNothing().sends(regAck(one.topicId(), one.msgId())).takes(one.topicId(), "a");
    int two = node.learns("w/two");
    node.expect(publish(0, two, 0, "b"), publish(0, one.topicId(), 0, "c"), pingResp());
    node.expectNothing();
  }

  @Test
  void aTopicKnownFromAnEarlierWakeIsNotRegisteredAgain() {
    node.connects();
    node.subscribes("w/#", 1);
    node.sleeps(SLEEP_SECONDS);
    broker.publishes("sleeper", "w/one", 1, "a");
    int one = node.wakes().learns("w/one");
    node.takes(one, "a").expect(pingResp());
    broker.publishes("sleeper", "w/one", 1, "b");
    node.wakes().takes(one, "b").expect(pingResp()).expectNothing();
  }

  @Test
  void aPingReqWithoutClientIdWakesByAddress() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    node.sends(pingReq()).takes(topic, "a").expect(pingResp());
  }

  @Test
  void aClientThatWakesAtANewAddressIsServedThere() {
    int topic = asleep();
    BrokerEvent.MessageArrived a = broker.publishes("sleeper", "t", 1, "a");
    Play.Node moved = play.node("sleeper", 2).wakes();
    moved.takes(topic, "a").expect(pingResp());
    broker.expectsAck(a);
    node.expectNothing().sends(pingReq()).expect(disconnect());
    moved.expectNothing();
  }

  @Test
  void everyWakeMayComeFromANewPort() {
    int topic = asleep();
    for (int port = 2; port < 6; port++) {
      broker.publishes("sleeper", "t", 1, "at " + port);
      Play.Node moved = play.advance(250).node("sleeper", port).wakes();
      moved.takes(topic, "at " + port).expect(pingResp()).expectNothing();
    }
    assertEquals(1, play.sessions());
  }

  @Test
  void anUnacknowledgedMessageFollowsTheClientToItsNewAddress() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    Play.Node moved = play.advance(3).node("sleeper", 2).wakes();
    moved.expect(a.asRepetition()).acks(a).expect(pingResp());
    play.advance(60);
    node.expectNothing();
  }

  @Test
  void messagesThatArriveWhileAwakeComeBeforePingResp() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    broker.publishes("sleeper", "t", 0, "b");
    broker.publishes("sleeper", "t", 1, "c");
    node.expectNothing().acks(a).expect(publish(0, topic, 0, "b"));
    node.takes(topic, "c").expect(pingResp()).expectNothing();
  }

  @Test
  void anAwakePhaseEndsEvenWhereMessagesNeverEnd() {
    asleep();
    broker.publishes("sleeper", "t", 1, "m0");
    Frame answer = node.wakes().expect(Frame.class);
    int count = 1;
    while (answer instanceof Frame.Publish next) {
      assertTrue(count < 20_000, "PINGRESP comes some day");
      broker.publishes("sleeper", "t", 1, "m" + count++);
      answer = node.acks(next).expect(Frame.class);
    }
    assertEquals(pingResp(), answer);
    assertEquals("m" + (count - 1), node.wakes().expect(Frame.Publish.class).data().text());
  }

  @Test
  void aLostPubAckIsMadeUpForByARepetition() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 1, "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    play.advance(Duration.ofMillis(9_900));
    node.expectNothing();
    play.advance(1);
    node.expect(a.asRepetition()).expectNothing();
    node.acks(a).takes(topic, "b").expect(pingResp()).expectNothing();
  }

  @Test
  void aLostRegAckIsMadeUpForByARepetition() {
    node.connects();
    node.subscribes("w/#", 1);
    node.sleeps(SLEEP_SECONDS);
    broker.publishes("sleeper", "w/one", 1, "a");
    Frame.Register one = node.wakes().isTold("w/one");
    play.advance(10);
    node.expect(one).sends(regAck(one.topicId(), one.msgId()));
    node.takes(one.topicId(), "a").expect(pingResp()).expectNothing();
  }

  @Test
  void aPingReqWhileAwakeRepeatsWhatIsUnacknowledged() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    play.advance(4);
    node.wakes().expect(a.asRepetition()).expectNothing();
    node.acks(a).expect(pingResp());
  }

  /** A copy more could come after PUBREL, and be taken for a new message. */
  @Test
  void aPingReqThatWasDoubledOnItsWayDoublesNoPublish() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    play.advance(Duration.ofMillis(99));
    node.wakes().expectNothing();
    play.advance(Duration.ofMillis(1));
    node.wakes().expect(a.asRepetition()).expectNothing();
    node.wakes().expectNothing();
    node.acks(a).expect(pingResp());
  }

  @Test
  void aLostPingRespIsRepeatedToARepeatedPingReq() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    node.wakes().takes(topic, "a").expect(pingResp());
    play.advance(10);
    node.wakes().expect(pingResp()).expectNothing();
  }

  @Test
  void aNodeThatFallsSilentGoesBackToSleepWithoutPingResp() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    assertEquals(Collections.nCopies(3, a.asRepetition()), roundWithoutAnswer());
    assertEquals("asleep", play.stateOf("sleeper"));
    broker.expectsNothing();
    play.advance(100);
    node.expectNothing();
  }

  @Test
  void anUnacknowledgedMessageIsOfferedAgainAtTheNextWakeFirstUnderItsMsgIdWithDup() {
    int topic = asleep();
    BrokerEvent.MessageArrived first = broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 1, "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    roundWithoutAnswer();
    broker.publishes("sleeper", "t", 1, "c");
    node.wakes().expect(a.asRepetition()).expectNothing().acks(a);
    broker.expectsAck(first);
    node.takes(topic, "b").takes(topic, "c").expect(pingResp()).expectNothing();
  }

  @Test
  void aMessageOfQosZeroBehindALostAckIsNotLost() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 0, "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    roundWithoutAnswer();
    node.wakes().expect(a.asRepetition()).acks(a);
    node.expect(publish(0, topic, 0, "b"), pingResp()).expectNothing();
  }

  @Test
  void aLateAcknowledgementWhileAsleepCounts() {
    int topic = asleep();
    BrokerEvent.MessageArrived message = broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    roundWithoutAnswer();
    node.acks(a).expectNothing();
    broker.expectsAck(message).expectsNothing();
    node.wakes().expect(pingResp()).expectNothing();
  }

  @Test
  void aMessageIsGivenUpOnlyAfterThreeRoundsInWhichTheNodeWasHeardAndLeftItUnanswered() {
    int topic = asleep();
    BrokerEvent.MessageArrived message = broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 1, "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    for (int round = 1; round <= 3; round++) {
      broker.expectsNothing();
      play.advance(5);
      node.sends(register(7, "shows that it hears")).expect(Frame.RegAck.class);
      play.advance(26);
      assertEquals(Collections.nCopies(3, a.asRepetition()), node.drain());
      play.advance(10);
      if (round < 3) {
        node.expectNothing().wakes().expect(a.asRepetition());
      }
    }
    broker.expectsAck(message);
    node.takes(topic, "b").expect(pingResp()).expectNothing();
    assertEquals(1, play.drops().get("message"));
  }

  @Test
  void aNodeWhoseWakesAreAllThatIsHeardKeepsItsMessageForLonger() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    for (int round = 1; round <= 4; round++) {
      roundWithoutAnswer();
      node.wakes().expect(a.asRepetition());
    }
    node.acks(a).expect(pingResp());
    assertTrue(play.drops().isEmpty());
  }

  @Test
  void anAnsweredMessageStartsTheCountAnew() {
    int topic = asleep();
    broker.publishesAll("sleeper", "t", "a", "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    roundWithoutAnswer();
    node.wakes().expect(a.asRepetition());
    roundWithoutAnswer();
    node.wakes().expect(a.asRepetition()).acks(a);
    Frame.Publish b = node.hears(1, topic, "b");
    roundWithoutAnswer();
    node.wakes().expect(b.asRepetition());
    roundWithoutAnswer();
    node.wakes().expect(b.asRepetition()).acks(b).expect(pingResp());
    assertTrue(play.drops().isEmpty());
  }

  @Test
  void sleepingLongerThanTheKeepAliveIsNoReasonToBeLost() {
    node.connectsPersistent(10).sleeps(3_600);
    play.advance(3_950);
    assertEquals("asleep", play.stateOf("sleeper"));
    node.wakes().expect(pingResp());
  }

  @Test
  void aSleeperThatDoesNotWakeWithinItsDurationAndTheToleranceIsLost() {
    node.connectsPersistent(60).sleeps(300);
    play.advance(329);
    assertEquals("asleep", play.stateOf("sleeper"));
    play.advance(2);
    assertEquals("lost", play.stateOf("sleeper"));
    node.expectNothing();
  }

  @Test
  void aShortSleepHasAToleranceOfHalfItsDuration() {
    node.connectsPersistent(600).sleeps(40);
    play.advance(59);
    assertEquals("asleep", play.stateOf("sleeper"));
    play.advance(2);
    assertEquals("lost", play.stateOf("sleeper"));
  }

  @Test
  void eachWakeStartsTheSleepTimerAgainWithTheSameDuration() {
    node.connectsPersistent(60).sleeps(300);
    for (int wake = 0; wake < 5; wake++) {
      play.advance(320);
      node.wakes().expect(pingResp());
    }
    play.advance(329);
    assertEquals("asleep", play.stateOf("sleeper"));
    play.advance(2);
    assertEquals("lost", play.stateOf("sleeper"));
  }

  @Test
  void anyMessageFromASleeperStartsTheSleepTimerAgain() {
    node.connectsPersistent(60);
    int topic = node.registers("t");
    node.sleeps(300);
    play.advance(300);
    node.sends(publish(0, topic, 0, "still here")).expectNothing();
    play.advance(300);
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void aPhaseThatEndsInSilenceStartsTheSleepTimerAgain() {
    asleep();
    broker.publishes("sleeper", "t", 1, "a");
    play.advance(300);
    node.wakes();
    play.advance(300);
    assertEquals("asleep", play.stateOf("sleeper"));
    play.advance(150);
    assertEquals("lost", play.stateOf("sleeper"));
  }

  @Test
  void anotherDisconnectWithDurationChangesTheDuration() {
    node.connectsPersistent(60).sleeps(300).sleeps(1_000);
    play.advance(1_050);
    assertEquals("asleep", play.stateOf("sleeper"));
    node.sleeps(100);
    play.advance(111);
    assertEquals("lost", play.stateOf("sleeper"));
  }

  @Test
  void disconnectWithDurationWhileAwakeEndsThePhaseAndTheNextWakeGoesOn() {
    int topic = asleep();
    broker.publishesAll("sleeper", "t", "a", "b");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.sleeps(600);
    play.advance(600);
    node.expectNothing();
    broker.expectsNothing();
    node.wakes().expect(a.asRepetition()).acks(a).takes(topic, "b").expect(pingResp());
  }

  @Test
  void disconnectWithDurationInMidExchangeOfAnActiveClientStopsTheRepetitions() {
    node.connectsPersistent(60);
    int topic = node.subscribes("t", 1);
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(5);
    node.sleeps(300);
    play.advance(300);
    node.expectNothing();
    node.wakes().expect(a.asRepetition()).acks(a).expect(pingResp()).expectNothing();
  }

  @Test
  void manyInterruptedExchangesDoNotLoseTheMessage() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.sleeps(300);
    play.advance(100);
    for (int i = 0; i < 10; i++) {
      node.wakes().expect(a.asRepetition()).sleeps(300);
      play.advance(100);
    }
    node.wakes().expect(a.asRepetition()).acks(a).expect(pingResp());
    assertTrue(play.drops().isEmpty());
  }

  @Test
  void connectWhileAsleepMakesActiveAndTheBufferFollowsTheConnAck() {
    int topic = asleep();
    broker.publishesAll("sleeper", "t", "a", "b");
    node.sends(connect("sleeper", false, false, 60)).expect(connAck());
    int told = node.learns("t");
    assertEquals(topic, told, "ids are stable");
    node.takes(topic, "a").takes(topic, "b").expectNothing();
    assertEquals("active", play.stateOf("sleeper"));
  }

  @Test
  void connectInMidExchangeGoesOnWithTheSameMessageFirst() {
    int topic = asleep();
    broker.publishesAll("sleeper", "t", "a", "b");
    node.wakes().hears(1, topic, "a");
    node.sends(connect("sleeper", false, false, 60)).expect(connAck());
    node.learns("t");
    Frame.Publish again = node.expect(Frame.Publish.class);
    assertEquals("a", again.data().text());
    node.acks(again).takes(topic, "b").expectNothing();
  }

  @Test
  void connectWithCleanSessionWhileAsleepForgetsTheBuffer() {
    asleep();
    broker.publishesAll("sleeper", "t", "a", "b");
    node.connects();
    play.advance(30);
    node.expectNothing();
  }

  @Test
  void disconnectWhileAsleepEndsTheConnection() {
    asleep();
    node.sends(disconnect()).expect(disconnect());
    assertEquals("disconnected", play.stateOf("sleeper"));
    broker.expects(new BrokerCommand.Close("sleeper"));
    play.advance(1_000);
    assertEquals("disconnected", play.stateOf("sleeper"));
  }

  @Test
  void aDisconnectWithDurationZeroIsAPlainDisconnect() {
    node.connects().sendsOctets(new byte[] {4, 0x18, 0, 0}).expect(disconnect());
    broker.expects(new BrokerCommand.Close("sleeper"));
    assertEquals("disconnected", play.stateOf("sleeper"));
  }

  @Test
  void whatASleeperAsksIsServedAtOnceAndItStaysAsleep() {
    asleep();
    int topic = node.registers("up");
    node.sends(publish(1, topic, 5, "x"));
    broker.expectsPublish("sleeper", 5, "up", 1, "x").acks("sleeper", 5);
    node.expect(pubAck(topic, 5));
    node.subscribes("more", 1);
    assertEquals("asleep", play.stateOf("sleeper"));
    broker.publishes("sleeper", "more", 1, "m");
    node.expectNothing();
  }

  @Test
  void registrationsAreKeptDuringSleep() {
    node.connects();
    int topic = node.registers("t");
    node.sleeps(SLEEP_SECONDS);
    assertEquals(topic, node.registers("t"));
    node.wakes().expect(pingResp());
    node.sends(publish(0, topic, 0, "x"));
    broker.expectsPublish("sleeper", 0, "t", 0, "x");
  }

  @Test
  void bothPhasesOfQosTwoEndBeforePingResp() {
    node.connectsPersistent(60);
    int topic = node.subscribes("t", 2);
    node.sleeps(SLEEP_SECONDS);
    BrokerEvent.MessageArrived message = broker.publishes("sleeper", "t", 2, "a");
    int id = message.packetId();
    node.wakes().expect(publish(2, topic, id, "a")).sends(pubRec(id));
    broker.expects(new BrokerCommand.ReceivedDown("sleeper", message.delivery()));
    node.expectNothing();
    broker.tells(new BrokerEvent.ReleaseArrived("sleeper", id));
    node.expect(pubRel(id)).expectNothing().sends(pubComp(id)).expect(pingResp());
    broker.expects(new BrokerCommand.CompletedDown("sleeper", id)).expectsNothing();
  }

  @Test
  void aPubRelWaitsForTheNextWakeToo() {
    node.connectsPersistent(60);
    int topic = node.subscribes("t", 2);
    node.sleeps(SLEEP_SECONDS);
    int id = broker.publishes("sleeper", "t", 2, "a").packetId();
    node.wakes().expect(publish(2, topic, id, "a")).sends(pubRec(id)).sleeps(SLEEP_SECONDS);
    broker.tells(new BrokerEvent.ReleaseArrived("sleeper", id));
    play.advance(200);
    node.expectNothing().wakes().expect(pubRel(id)).sends(pubComp(id)).expect(pingResp());
  }

  @Test
  void aPingReqOfAnUnknownClientIsAnsweredWithDisconnect() {
    node.wakes().expect(disconnect()).expectNothing();
  }

  @Test
  void aPingReqFromElsewhereDoesNotMoveAnActiveClient() {
    node.connects();
    int topic = node.subscribes("t", 0);
    play.node("sleeper", 2).wakes();
    broker.publishes("sleeper", "t", 0, "a");
    node.expect(publish(0, topic, 0, "a"));
  }

  @Test
  void aBrokerLinkThatDropsAndReturnsIsNothingToASleeper() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    broker.tells(new BrokerEvent.LinkDown("sleeper", "gone"));
    play.advance(20);
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    node.expectNothing().wakes().takes(topic, "a").expect(pingResp());
  }

  @Test
  void theBufferOfALostSleeperIsKeptForACleanSessionZeroClient() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    play.advance(400);
    assertEquals("lost", play.stateOf("sleeper"));
    broker.sessionPresent(true);
    node.wakes().expect(disconnect());
    node.sends(connect("sleeper", false, false, 60)).expect(connAck());
    assertEquals(0, play.drops().getOrDefault("message", 0));
    // Either the gateway kept the message or the broker, unacknowledged, repeats it.
    if (node.drain().isEmpty()) {
      assertTrue(broker.all(BrokerCommand.AckDown.class).isEmpty());
      broker.publishes("sleeper", "t", 1, "a");
      assertEquals(topic, node.learns("t"));
      node.takes(topic, "a");
    }
  }

  @Test
  void aMessageForAnIdThatTheNodeNoLongerKnowsIsRegisteredAgainWhileAwake() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), Messages.INVALID_ID));
    assertEquals(topic, node.learns("t"));
    Frame.Publish again = node.expect(Frame.Publish.class);
    assertEquals("a", again.data().text());
    node.acks(again).expect(pingResp()).expectNothing();
  }

  @Test
  void sleepersDoNotDisturbEachOther() {
    int topic = asleep();
    Play.Node other = play.node("other").connectsPersistent(60);
    int otherTopic = other.subscribes("o", 1);
    other.sleeps(SLEEP_SECONDS);
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("other", "o", 1, "b");
    node.wakes();
    other.wakes().takes(otherTopic, "b").expect(pingResp()).expectNothing();
    node.takes(topic, "a").expect(pingResp()).expectNothing();
  }

  @Test
  void aRegisterOfTheNodeWhileAwakeIsAnsweredInBetween() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.sends(register(9, "new"));
    Frame.RegAck ack = node.expect(Frame.RegAck.class);
    assertEquals(regAck(ack.topicId(), 9), ack);
    node.acks(a).expect(pingResp());
  }

  @Test
  void aMessageAfterPingRespWaitsForTheNextWake() {
    int topic = asleep();
    node.wakes().expect(pingResp());
    broker.publishes("sleeper", "t", 1, "a");
    play.advance(60);
    node.expectNothing().wakes().takes(topic, "a").expect(pingResp());
  }

  @Test
  void aSleeperThatIsCongestedIsLetGoAndServedAfterAWhile() {
    int topic = asleep();
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    node.sends(pubAck(topic, a.msgId(), Messages.CONGESTION));
    play.advance(60);
    assertEquals("asleep", play.stateOf("sleeper"));
    play.advance(200);
    node.drain();
    node.sleeps(600);
    play.advance(200);
    Frame.Publish again = node.wakes().expect(Frame.Publish.class);
    assertEquals("a", again.data().text());
    node.acks(again).expect(pingResp());
    assertTrue(play.drops().isEmpty());
  }

  @Test
  void aRefusedTopicDoesNotKeepThePingRespBack() {
    node.connects();
    node.subscribes("w/#", 1);
    node.sleeps(SLEEP_SECONDS);
    broker.publishes("sleeper", "w/1", 1, "a");
    Frame.Register told = node.wakes().isTold("w/1");
    node.sends(regAck(told.topicId(), told.msgId(), Messages.NOT_SUPPORTED)).expect(pingResp());
    node.expectNothing();
  }

  @Test
  void aPhaseThatIsLongerThanTheSleepIsNoReasonToBeLost() {
    node.connectsPersistent(60);
    int topic = node.subscribes("t", 1);
    node.sleeps(10);
    broker.publishes("sleeper", "t", 1, "a");
    Frame.Publish a = node.wakes().hears(1, topic, "a");
    play.advance(29);
    assertEquals("awake", play.stateOf("sleeper"));
    node.acks(a);
    assertEquals(pingResp(), node.drain().get(2));
    play.advance(14);
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void aReleaseThatNobodyRemembersWaitsForTheWakeAsWell() {
    asleep();
    broker.tells(new BrokerEvent.ReleaseArrived("sleeper", 700));
    node.expectNothing().wakes().expect(pubRel(700)).expectNothing();
    node.sends(pubComp(700)).expect(pingResp());
    broker.expects(new BrokerCommand.CompletedDown("sleeper", 700));
  }

  @Test
  void acknowledgementsForASleeperGoOutAtOnce() {
    asleep();
    int topic = node.registers("up");
    node.sends(publish(1, topic, 5, "x")).sends(publish(2, topic, 6, "y"));
    broker.acks("sleeper", 5).tells(new BrokerEvent.PublishReceived("sleeper", 6));
    node.expect(pubAck(topic, 5), pubRec(6)).sends(pubRel(6));
    broker.tells(new BrokerEvent.PublishCompleted("sleeper", 6));
    node.expect(pubComp(6)).expectNothing();
    assertEquals("asleep", play.stateOf("sleeper"));
  }

  @Test
  void aSubscriptionOfASleeperFillsTheBuffer() {
    node.connectsPersistent(60).sleeps(SLEEP_SECONDS);
    broker.subscriptionsByHand();
    node.sends(Messages.subscribe(1, 4, "t"));
    int packetId = broker.expects(BrokerCommand.Subscribe.class).packetId();
    broker.publishes("sleeper", "t", 1, "retained");
    broker.tells(new BrokerEvent.SubscribeAcked("sleeper", packetId, Qos.AT_LEAST_ONCE));
    int topic = node.expect(Frame.SubAck.class).topicId();
    node.expectNothing().wakes().takes(topic, "retained").expect(pingResp());
  }

  @Test
  void aSleeperIsServedForDays() {
    int topic = asleep();
    for (int wake = 0; wake < 500; wake++) {
      play.advance(290);
      broker.publishes("sleeper", "t", 1, "m" + wake);
      node.wakes().takes(topic, "m" + wake).expect(pingResp()).expectNothing();
    }
    assertEquals(500, broker.all(BrokerCommand.AckDown.class).size());
  }
}
