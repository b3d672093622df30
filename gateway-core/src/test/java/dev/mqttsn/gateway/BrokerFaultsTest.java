package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.CONGESTION;
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
import static dev.mqttsn.gateway.Messages.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import org.junit.jupiter.api.Test;

/** A broker that goes, comes back, is slow, or serves the client elsewhere. */
final class BrokerFaultsTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n");

  private void linkDown() {
    broker.tells(new BrokerEvent.LinkDown("n", "the broker restarts"));
  }

  private void linkUp() {
    broker.tells(new BrokerEvent.LinkUp("n", true));
  }

  @Test
  void aLinkThatDropsIsNothingToTheNode() {
    node.connectsPersistent(0);
    linkDown();
    play.advance(300);
    assertEquals("active", play.stateOf("n"));
    linkUp();
    node.expectNothing().sends(pingReq()).expect(pingResp());
    broker.expectsNothing();
  }

  @Test
  void pingReqIsAnsweredWithoutABroker() {
    node.connectsPersistent(60);
    linkDown();
    for (int i = 0; i < 10; i++) {
      play.advance(60);
      node.sends(pingReq()).expect(pingResp());
    }
  }

  @Test
  void publishesStayPendingAndAreAnsweredWhenTheLinkIsBack() {
    int topic = node.connectsPersistent(0).registers("t");
    linkDown();
    node.sends(publish(1, topic, 1, "a"));
    play.advance(60);
    node.sends(publish(1, topic, 2, "b")).expectNothing();
    linkUp();
    broker.expectsPublish("n", 1, "t", 1, "a").expectsPublish("n", 2, "t", 1, "b");
    broker.expectsNothing().acks("n", 1).acks("n", 2);
    node.expect(pubAck(topic, 1), pubAck(topic, 2)).expectNothing();
  }

  @Test
  void aPublishUnderWayWhenTheLinkDropsIsHandedOverOnce() {
    int topic = node.connectsPersistent(0).registers("t");
    node.sends(publish(1, topic, 1, "a"));
    linkDown();
    node.sends(publish(1, topic, 1, "a").asRepetition());
    linkUp();
    node.sends(publish(1, topic, 1, "a").asRepetition()).expectNothing();
    broker.expectsPublish("n", 1, "t", 1, "a").expectsNothing().acks("n", 1);
    node.expect(pubAck(topic, 1)).expectNothing();
  }

  @Test
  void beyondTheLimitOfPendingOnesItIsCongestionWithoutABroker() {
    int topic = node.connectsPersistent(0).registers("t");
    linkDown();
    for (int i = 1; i <= 32; i++) {
      node.sends(publish(1, topic, i, "m" + i)).expectNothing();
    }
    node.sends(publish(1, topic, 33, "one more")).expect(pubAck(topic, 33, CONGESTION));
    linkUp();
    broker.acks("n", 1);
    node.expect(pubAck(topic, 1)).sends(publish(1, topic, 33, "one more")).expectNothing();
  }

  @Test
  void qosTwoGoesOnWhereItWas() {
    int topic = node.connectsPersistent(0).registers("t");
    node.sends(publish(2, topic, 3, "a"));
    linkDown();
    linkUp();
    broker.expectsPublish("n", 3, "t", 2, "a").tells(new BrokerEvent.PublishReceived("n", 3));
    node.expect(pubRec(3));
    linkDown();
    node.sends(pubRel(3)).expectNothing();
    linkUp();
    broker.expects(new BrokerCommand.Release("n", 3)).expectsNothing();
    broker.tells(new BrokerEvent.PublishCompleted("n", 3));
    node.expect(pubComp(3)).expectNothing();
  }

  @Test
  void aSubscribeWithoutABrokerIsAnsweredLater() {
    node.connectsPersistent(0);
    broker.subscriptionsByHand();
    linkDown();
    node.sends(subscribe(1, 4, "t")).expectNothing();
    BrokerCommand.Subscribe command = broker.expects(BrokerCommand.Subscribe.class);
    play.advance(20);
    node.sends(subscribe(1, 4, "t")).expectNothing();
    linkUp();
    broker.tells(new BrokerEvent.SubscribeAcked("n", command.packetId(), Qos.AT_LEAST_ONCE));
    node.expect(Frame.SubAck.class);
    node.expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aDeliveryGoesOnWithoutABroker() {
    int topic = node.connectsPersistent(0).subscribes("t", 1);
    BrokerEvent.MessageArrived a = broker.publishes("n", "t", 1, "a");
    broker.publishes("n", "t", 1, "b");
    Frame.Publish first = node.hears(1, topic, "a");
    linkDown();
    node.acks(first).takes(topic, "b").expectNothing();
    broker.expectsAck(a);
    linkUp();
    node.expectNothing();
  }

  @Test
  void aBrokerThatCannotBeReachedIsCongestion() {
    broker.byHand();
    node.sends(connect("n"));
    broker.tells(new BrokerEvent.OpenFailed("n", CONGESTION, "connection refused"));
    node.expect(connAck(CONGESTION)).expectNothing();
    assertEquals(0, play.sessions());
  }

  @Test
  void aReconnectWithoutABrokerIsCongestionAndKeepsThePersistentSession() {
    int topic = node.connectsPersistent(60).registers("t");
    node.sends(disconnect()).expect(disconnect());
    broker.byHand();
    node.sends(connect("n", false, false, 60));
    broker.tells(new BrokerEvent.OpenFailed("n", CONGESTION, "connection refused"));
    node.expect(connAck(CONGESTION)).sends(connect("n", false, false, 60));
    broker.tells(new BrokerEvent.Opened("n", true));
    node.expect(connAck()).sends(publish(0, topic, 0, "x"));
    assertEquals("t", broker.all(BrokerCommand.Publish.class).get(0).topic());
  }

  @Test
  void connectWhileTheLinkIsDownAsksTheBrokerAtOnce() {
    node.connectsPersistent(0).registers("t");
    linkDown();
    broker.byHand();
    node.sends(connect("n", false, false, 0)).expectNothing();
    assertEquals(2, broker.all(BrokerCommand.Open.class).size());
    broker.tells(new BrokerEvent.Opened("n", true));
    node.expect(connAck()).expectNothing();
  }

  @Test
  void aClientServedElsewhereIsLetGoWithoutItsWill() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    broker.tells(new BrokerEvent.TakenOver("n"));
    play.advance(1_000);
    node.expectNothing();
    assertTrue(broker.all(BrokerCommand.Publish.class).isEmpty(), "no will");
    assertTrue(broker.all(BrokerCommand.Resume.class).isEmpty());
  }

  @Test
  void aClientServedElsewhereIsTakenBackWhenItIsHeardHere() {
    node.connectsPersistent(600);
    broker.tells(new BrokerEvent.TakenOver("n"));
    play.advance(60);
    node.sends(pingReq()).expect(pingResp());
    assertEquals(1, broker.all(BrokerCommand.Resume.class).size());
    linkUp();
    broker.publishes("n", "ab", 0, "x");
    node.expect(Messages.publishShort(0, "ab", 0, "x"));
  }

  @Test
  void afterItIsTakenBackItsWillIsInForceAgain() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    broker.tells(new BrokerEvent.TakenOver("n"));
    node.sends(pingReq()).expect(pingResp());
    linkUp();
    play.advance(100);
    assertEquals("lw", broker.expects(BrokerCommand.Publish.class).topic());
  }

  @Test
  void connectTakesBackToo() {
    node.connectsPersistent(60);
    broker.tells(new BrokerEvent.TakenOver("n"));
    node.registers("t");
    node.connectsPersistent(60);
    int opened = broker.all(BrokerCommand.Open.class).size();
    int resumed = broker.all(BrokerCommand.Resume.class).size();
    assertTrue(opened == 2 || resumed >= 1, "the link is taken back");
  }

  @Test
  void anAnswerThatComesAfterTheNodeLeftOpensNothing() {
    broker.byHand();
    node.sends(connect("n")).sends(disconnect()).expect(disconnect());
    broker.tells(new BrokerEvent.Opened("n", false));
    node.expectNothing().sends(pingReq()).expect(disconnect());
    assertTrue(broker.drain().contains(new BrokerCommand.Close("n")));
  }

  @Test
  void whatTheBrokerSaysOfNobodyIsIgnored() {
    broker.acks("nobody", 1).tells(new BrokerEvent.Opened("nobody", true));
    broker.tells(new BrokerEvent.LinkUp("nobody", true));
    broker.tells(new BrokerEvent.TakenOver("nobody"));
    broker.tells(new BrokerEvent.ReleaseArrived("nobody", 1));
    broker.publishes("nobody", "t", 0, "x");
    assertEquals(0, play.sessions());
  }

  @Test
  void aMessageAfterDisconnectIsNotAcknowledged() {
    node.connectsPersistent(60).subscribes("t", 1);
    node.sends(disconnect()).expect(disconnect());
    broker.publishes("n", "t", 1, "late");
    node.expectNothing();
    assertTrue(broker.all(BrokerCommand.AckDown.class).isEmpty());
  }

  @Test
  void whatIsPendingAtDisconnectIsNotAnsweredLater() {
    int topic = node.connectsPersistent(60).registers("t");
    node.sends(publish(1, topic, 1, "a")).sends(disconnect()).expect(disconnect());
    broker.acks("n", 1);
    node.expectNothing();
  }

  @Test
  void aBrokerThatForgotTheSessionDoesNotLoseTheWayDown() {
    int topic = node.connectsPersistent(0).subscribes("t", 1);
    linkDown();
    broker.tells(new BrokerEvent.LinkUp("n", false));
    broker.publishes("n", "t", 1, "a");
    node.takes(topic, "a").expectNothing();
  }

  @Test
  void aSleepersMessagesOfBeforeAndAfterAFaultKeepTheirOrder() {
    int topic = node.connectsPersistent(60).subscribes("t", 1);
    node.sleeps(600);
    broker.publishes("n", "t", 1, "a");
    linkDown();
    linkUp();
    broker.publishes("n", "t", 1, "b");
    node.wakes().takes(topic, "a").takes(topic, "b").expect(pingResp()).expectNothing();
  }

  @Test
  void qosMinusOneGoesToTheGatewaysLinkWhateverItsState() {
    play.event(new BrokerEvent.LinkDown(BrokerCommand.GATEWAY, "gone"));
    node.sends(Messages.publishShort(3, "ab", 0, "x")).expectNothing();
    play.event(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
    node.sends(Messages.publishShort(3, "ab", 0, "y")).expectNothing();
    BrokerCommand last = null;
    for (BrokerCommand.Publish each : broker.all(BrokerCommand.Publish.class)) {
      assertEquals(BrokerCommand.GATEWAY, each.clientId());
      last = each;
    }
    assertEquals(
        new BrokerCommand.Publish(
            BrokerCommand.GATEWAY, 0, "ab", Qos.AT_MOST_ONCE, false, Octets.utf8("y")),
        last);
  }

  @Test
  void theSleepTimerRunsWithoutABroker() {
    node.connectsPersistent(60).sleeps(300);
    linkDown();
    play.advance(320);
    node.wakes().expect(pingResp());
    play.advance(340);
    assertEquals("lost", play.stateOf("n"));
  }

  @Test
  void aSleeperServedElsewhereIsTakenBackAtItsWake() {
    node.connectsPersistent(60).subscribes("t", 1);
    node.sleeps(600);
    broker.tells(new BrokerEvent.TakenOver("n"));
    play.advance(100);
    node.wakes();
    assertEquals(1, broker.all(BrokerCommand.Resume.class).size());
    play.advance(3);
    node.expect(pingResp()).expectNothing();
  }

  @Test
  void aWillOfManyLostClientsIsPublishedForEach() {
    for (int i = 0; i < 100; i++) {
      play.node("n" + i).connectsWithWill(true, 60, 1, "lw/" + i, "gone");
      broker.tells(new BrokerEvent.LinkDown("n" + i, "the broker restarts"));
    }
    play.advance(100);
    assertEquals(0, broker.all(BrokerCommand.Close.class).size());
    for (int i = 0; i < 100; i++) {
      broker.tells(new BrokerEvent.LinkUp("n" + i, false));
      BrokerCommand.Publish will = broker.all(BrokerCommand.Publish.class).get(i);
      broker.acks(will.clientId(), will.packetId());
    }
    assertEquals(100, broker.all(BrokerCommand.Close.class).size());
    assertEquals(0, play.sessions());
  }
}
