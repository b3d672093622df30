package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.CONGESTION;
import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.subAck;
import static dev.mqttsn.gateway.Messages.subscribe;
import static dev.mqttsn.gateway.Messages.unsubAck;
import static dev.mqttsn.gateway.Messages.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.ReturnCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is bounded, what a limit answers, and when a place is free again. */
final class LimitsTest {
  private static Play withLimits(int clients, int topics, int filters, int pendingUp) {
    return Play.setting().limits(Play.limits(clients, topics, filters, pendingUp, 100)).begin();
  }

  @Test
  void oneClientTooManyIsCongestion() {
    Play play = withLimits(2, 10, 10, 10);
    play.node("a").connects();
    play.node("b").connects();
    play.node("c").sends(connect("c")).expect(connAck(CONGESTION)).expectNothing();
    assertEquals(2, play.sessions());
    assertEquals(2, play.broker().all(BrokerCommand.Open.class).size());
    assertEquals(1, play.drops().get("CONNECT"));
  }

  @Test
  void aKnownClientConnectsAgainAtTheLimit() {
    Play play = withLimits(1, 10, 10, 10);
    play.node("a").connectsPersistent(60).registers("t");
    play.node("a").connectsPersistent(60);
    play.node("a", 2).connectsPersistent(60);
  }

  @Test
  void aPlaceIsFreeAfterDisconnectOfACleanSession() {
    Play play = withLimits(1, 10, 10, 10);
    for (int i = 0; i < 50; i++) {
      play.node("n" + i).connects().sends(disconnect()).expect(disconnect());
      assertEquals(0, play.sessions());
    }
  }

  @Test
  void aPlaceIsFreeAfterTheLossOfACleanSession() {
    Play play = withLimits(1, 10, 10, 10);
    for (int i = 0; i < 10; i++) {
      play.node("n" + i).connects();
      play.advance(91);
    }
    assertEquals(0, play.sessions());
  }

  @Test
  void aPlaceIsFreeAfterARefusal() {
    Play play = withLimits(1, 10, 10, 10);
    play.broker().byHand();
    play.node("a").sends(connect("a"));
    play.event(new BrokerEvent.OpenFailed("a", CONGESTION, "cannot be reached"));
    play.node("a").expect(connAck(CONGESTION));
    play.node("b").sends(connect("b")).expectNothing();
    assertEquals(1, play.sessions());
  }

  @Test
  void halfDoneHandshakesGiveTheirPlacesBack() {
    Play play = withLimits(5, 10, 10, 10);
    for (int i = 0; i < 5; i++) {
      play.node("n" + i).sends(connect("n" + i, true, true, 60)).expect(Messages.willTopicReq());
    }
    play.advance(120);
    assertEquals(0, play.sessions());
    play.node("other").connects();
  }

  @Test
  void oneTopicTooManyIsCongestion() {
    Play play = withLimits(10, 3, 10, 10);
    Play.Node node = play.node("n").connects();
    int first = node.registers("1");
    node.registers("2");
    node.registers("3");
    node.sends(register(9, "4")).expect(regAck(0, 9, CONGESTION));
    assertEquals(first, node.registers("1"));
    node.sends(publish(0, first, 0, "x"));
    play.broker().expectsPublish("n", 0, "1", 0, "x");
    play.node("m").connects().registers("4");
  }

  @Test
  void aMessageThatFindsNoIdIsDroppedAcknowledgedAndCounted() {
    Play play = withLimits(10, 1, 10, 10);
    Play.Node node = play.node("n").connects();
    node.subscribes("w/#", 1);
    play.broker().publishes("n", "w/1", 1, "a");
    int topic = node.learns("w/1");
    node.takes(topic, "a");
    play.broker().drain();
    BrokerEvent.MessageArrived b = play.broker().publishes("n", "w/2", 1, "b");
    play.broker().expectsAck(b);
    assertEquals(1, play.drops().get("message"));
    play.broker().publishes("n", "w/1", 1, "c");
    node.takes(topic, "c").expectNothing();
  }

  @Test
  void oneFilterTooManyIsCongestion() {
    Play play = withLimits(10, 10, 2, 10);
    Play.Node node = play.node("n").connects();
    node.subscribes("a/#", 0);
    node.subscribes("b/#", 0);
    node.sends(subscribe(0, 9, "c/#")).expect(subAck(0, 0, 9, CONGESTION));
    node.subscribes("a/#", 1);
    node.sends(unsubscribe(10, "b/#")).expect(unsubAck(10));
    node.subscribes("c/#", 0);
  }

  /** The last place goes to the one that the broker answers first. */
  @Test
  void aFilterThatIsTooManyWhenTheBrokerAnswersIsCongestionAndTakenBack() {
    Play play = withLimits(10, 10, 1, 10);
    Play.Node node = play.node("n").connects();
    play.broker().subscriptionsByHand();
    node.sends(subscribe(0, 8, "a/#")).sends(subscribe(0, 9, "b/#")).expectNothing();
    answerSubscribes(play);
    node.expect(subAck(0, 0, 8, ReturnCode.ACCEPTED), subAck(0, 0, 9, CONGESTION)).expectNothing();
    assertEquals("b/#", play.broker().all(BrokerCommand.Unsubscribe.class).get(0).filter());
  }

  @Test
  void aNameWithoutAnIdWhenTheBrokerAnswersIsCongestionAndTakenBack() {
    Play play = withLimits(10, 1, 10, 10);
    Play.Node node = play.node("n").connects();
    play.broker().subscriptionsByHand();
    node.sends(subscribe(0, 8, "name")).expectNothing();
    node.registers("other");
    answerSubscribes(play);
    node.expect(subAck(0, 0, 8, CONGESTION)).expectNothing();
    assertEquals("name", play.broker().all(BrokerCommand.Unsubscribe.class).get(0).filter());
  }

  private static void answerSubscribes(Play play) {
    for (BrokerCommand.Subscribe s : play.broker().all(BrokerCommand.Subscribe.class)) {
      play.event(new BrokerEvent.SubscribeAcked(s.clientId(), s.packetId(), s.qos()));
    }
  }

  @Test
  void onePublishTooManyIsCongestionAndTheNextIsNotWhenOneIsDone() {
    Play play = withLimits(10, 10, 10, 2);
    Play.Node node = play.node("n").connects();
    int topic = node.registers("t");
    node.sends(publish(1, topic, 1, "a")).sends(publish(2, topic, 2, "b")).expectNothing();
    node.sends(publish(1, topic, 3, "c")).expect(pubAck(topic, 3, CONGESTION));
    node.sends(publish(1, topic, 1, "a").asRepetition()).expectNothing();
    play.broker().tells(new BrokerEvent.PublishReceived("n", 2));
    node.expect(pubRec(2)).sends(pubRel(2));
    play.broker().tells(new BrokerEvent.PublishCompleted("n", 2));
    node.expect(Messages.pubComp(2)).sends(publish(1, topic, 3, "c")).expectNothing();
  }

  @Test
  void qosZeroIsNotBoundByPendingOnes() {
    Play play = withLimits(10, 10, 10, 1);
    Play.Node node = play.node("n").connects();
    int topic = node.registers("t");
    node.sends(publish(1, topic, 1, "a")).sends(publish(0, topic, 0, "b")).expectNothing();
    assertEquals(2, play.broker().all(BrokerCommand.Publish.class).size());
  }

  @Test
  void pendingOnesOfOneClientDoNotBindAnother() {
    Play play = withLimits(10, 10, 10, 1);
    play.node("a").connects().sends(Messages.publishShort(1, "ab", 1, "x")).expectNothing();
    play.node("b").connects().sends(Messages.publishShort(1, "ab", 1, "x")).expectNothing();
  }

  @Test
  void aDisconnectedSessionIsEvictedAfterItsLifetime() {
    Play play = Play.begin();
    play.node("n").connectsPersistent(60).sends(disconnect()).expect(disconnect());
    play.advance(Duration.ofDays(7).minusMinutes(1));
    assertEquals(1, play.sessions());
    play.advance(Duration.ofMinutes(2));
    assertEquals(0, play.sessions());
  }

  @Test
  void aLostSessionIsEvictedAfterItsLifetime() {
    Play play = Play.setting().limits(Play.lifetime(Duration.ofHours(1))).begin();
    play.node("n").connectsPersistent(60);
    play.advance(Duration.ofMinutes(61));
    assertEquals(1, play.sessions());
    play.advance(Duration.ofMinutes(2));
    assertEquals(0, play.sessions());
  }

  @Test
  void aSessionThatComesBackHasItsWholeLifetimeAgain() {
    Play play = Play.setting().limits(Play.lifetime(Duration.ofHours(1))).begin();
    for (int i = 0; i < 5; i++) {
      play.node("n").connectsPersistent(60).sends(disconnect()).expect(disconnect());
      play.advance(Duration.ofMinutes(59));
      assertEquals(1, play.sessions());
    }
  }

  @Test
  void connectedAndSleepingClientsAreNotEvicted() {
    Play play = Play.setting().limits(Play.lifetime(Duration.ofHours(1))).begin();
    play.node("active").connectsPersistent(0);
    play.node("asleep").connectsPersistent(60).sleeps(60_000);
    play.advance(Duration.ofHours(16));
    assertEquals(2, play.sessions());
    assertEquals("active", play.stateOf("active"));
    assertEquals("asleep", play.stateOf("asleep"));
  }

  @Test
  void anEvictedClientBeginsAnew() {
    Play play = Play.setting().limits(Play.lifetime(Duration.ofHours(1))).begin();
    Play.Node node = play.node("n").connectsPersistent(60);
    int topic = node.registers("t");
    node.sends(disconnect()).expect(disconnect());
    play.advance(Duration.ofHours(2));
    play.broker().drain();
    node.connectsPersistent(60).sends(publish(1, topic, 1, "x"));
    node.expect(pubAck(topic, 1, Messages.INVALID_ID));
    play.broker().expectsNothing();
  }
}
