package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.NOT_SUPPORTED;
import static dev.mqttsn.gateway.Messages.OK;
import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.text;
import static dev.mqttsn.gateway.Messages.willMsg;
import static dev.mqttsn.gateway.Messages.willMsgReq;
import static dev.mqttsn.gateway.Messages.willTopic;
import static dev.mqttsn.gateway.Messages.willTopicReq;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import org.junit.jupiter.api.Test;

/** Wills, held and published by the gateway: MQTT-SN 1.2 6.3, 6.4. */
final class WillTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n");

  private void isLost() {
    play.advance(100);
    assertEquals("lost", play.stateOf("n"));
  }

  /** The will goes over the client's own link, and is awaited before the link is closed. */
  private void publishesWill(String topic, int qos, boolean retain, String message) {
    BrokerCommand.Publish will = broker.expects(BrokerCommand.Publish.class);
    assertEquals(
        new BrokerCommand.Publish(
            "n", will.packetId(), topic, Qos.ofBits(qos), retain, text(message)),
        will);
    if (qos == 1) {
      broker.expectsNothing().acks("n", will.packetId());
    } else if (qos == 2) {
      broker.expectsNothing().tells(new BrokerEvent.PublishReceived("n", will.packetId()));
      broker.expects(new BrokerCommand.Release("n", will.packetId())).expectsNothing();
      broker.tells(new BrokerEvent.PublishCompleted("n", will.packetId()));
    }
    broker.expects(new BrokerCommand.Close("n")).expectsNothing();
  }

  private void closesWithoutWill() {
    broker.expects(new BrokerCommand.Close("n")).expectsNothing();
  }

  @Test
  void aLostClientsWillIsPublishedByTheGateway() {
    node.connectsWithWill(true, 60, 0, "lw", "gone");
    isLost();
    publishesWill("lw", 0, false, "gone");
  }

  @Test
  void theAcknowledgementOfAQosOneWillIsAwaited() {
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    isLost();
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void bothPhasesOfAQosTwoWillAreAwaited() {
    node.connectsWithWill(true, 60, 2, "lw", "gone");
    isLost();
    publishesWill("lw", 2, false, "gone");
  }

  @Test
  void aWillMayBeRetained() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sends(willTopic(1, true, "lw")).expect(willMsgReq());
    node.sends(willMsg("gone")).expect(connAck());
    isLost();
    publishesWill("lw", 1, true, "gone");
  }

  @Test
  void theWillIsPublishedWhenTheToleranceIsOverAndNotLater() {
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    play.advance(89);
    broker.expectsNothing();
    play.advance(2);
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void aLostSleepersWillIsPublished() {
    node.connectsWithWill(false, 60, 1, "lw", "gone").sleeps(300);
    play.advance(320);
    broker.expectsNothing();
    play.advance(20);
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void disconnectPublishesNoWill() {
    node.connectsWithWill(true, 60, 1, "lw", "gone").sends(disconnect()).expect(disconnect());
    play.advance(1_000);
    closesWithoutWill();
  }

  @Test
  void aWillIsPublishedOnce() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    isLost();
    publishesWill("lw", 1, false, "gone");
    play.advance(10_000);
    broker.expectsNothing();
  }

  @Test
  void anEmptyWillMessageIsAllowed() {
    node.connectsWithWill(true, 60, 1, "lw", "");
    isLost();
    publishesWill("lw", 1, false, "");
  }

  @Test
  void anEmptyWillTopicEndsTheHandshakeWithoutWill() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sendsOctets(new byte[] {2, 7}).expect(connAck()).expectNothing();
    isLost();
    closesWithoutWill();
  }

  @Test
  void aWillTopicOfFlagsAloneIsEmpty() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sendsOctets(new byte[] {3, 7, 0x20}).expect(connAck()).expectNothing();
    isLost();
    closesWithoutWill();
  }

  @Test
  void anEmptyWillTopicDeletesTheStoredWill() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    node.sends(connect("n", true, false, 60)).expect(willTopicReq());
    node.sendsOctets(new byte[] {2, 7}).expect(connAck());
    isLost();
    closesWithoutWill();
  }

  @Test
  void withoutCleanSessionAndWillTheStoredWillStaysInForce() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    node.sends(disconnect()).expect(disconnect());
    closesWithoutWill();
    node.connectsPersistent(60);
    isLost();
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void aPublishedWillStaysForTheNextConnection() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    isLost();
    publishesWill("lw", 1, false, "gone");
    node.connectsPersistent(60);
    isLost();
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void cleanSessionWithoutWillDeletesTheStoredWill() {
    node.connectsWithWill(false, 60, 1, "lw", "gone").connects();
    isLost();
    closesWithoutWill();
  }

  @Test
  void aNewWillOverwritesTheStoredOne() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    node.connectsWithWill(false, 60, 2, "new", "gone again");
    isLost();
    publishesWill("new", 2, false, "gone again");
  }

  @Test
  void theLastWillTopicOfTheHandshakeCounts() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sends(willTopic(0, false, "old")).expect(willMsgReq());
    node.sends(willTopic(1, false, "new")).expect(willMsgReq());
    node.sends(willMsg("gone")).expect(connAck());
    isLost();
    publishesWill("new", 1, false, "gone");
  }

  @Test
  void aWillThatNoBrokerWouldTakeIsNotSupported() {
    Octets broken = Octets.wrap(new byte[] {'a', (byte) 0xC3});
    for (Frame bad :
        new Frame[] {
          willTopic(3, false, "lw"),
          willTopic(1, false, "lw/+"),
          willTopic(1, false, "#"),
          new Frame.WillTopic(Qos.AT_LEAST_ONCE, false, broken)
        }) {
      node.sends(connect("n", true, true, 60)).expect(willTopicReq());
      node.sends(bad).expect(connAck(NOT_SUPPORTED)).expectNothing();
    }
    assertTrue(broker.all(BrokerCommand.Open.class).isEmpty());
    assertEquals(0, play.sessions());
  }

  @Test
  void aWillMessageWithoutAWillTopicIsDropped() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sends(willMsg("gone")).expectNothing();
    node.sends(willTopic(1, false, "lw")).expect(willMsgReq());
  }

  @Test
  void topicAndMessageAreUpdatedIndependently() {
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    node.sends(new Frame.WillMsgUpd(text("really gone"))).expect(new Frame.WillMsgResp(OK));
    node.sends(new Frame.WillTopicUpd(Qos.EXACTLY_ONCE, true, text("new")));
    node.expect(new Frame.WillTopicResp(OK)).expectNothing();
    broker.expectsNothing();
    isLost();
    publishesWill("new", 2, true, "really gone");
  }

  @Test
  void anEmptyTopicUpdateDeletesTheWill() {
    node.connectsWithWill(true, 60, 1, "lw", "gone").sendsOctets(new byte[] {2, 0x1A});
    node.expect(new Frame.WillTopicResp(OK));
    isLost();
    closesWithoutWill();
  }

  @Test
  void aWillMayBeMadeByUpdatesAlone() {
    node.connects().sends(new Frame.WillMsgUpd(text("gone")));
    node.expect(new Frame.WillMsgResp(OK));
    node.sends(new Frame.WillTopicUpd(Qos.AT_LEAST_ONCE, false, text("lw")));
    node.expect(new Frame.WillTopicResp(OK));
    isLost();
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void aTopicUpdateWithoutAMessageIsAWillWithAnEmptyOne() {
    node.connects().sends(new Frame.WillTopicUpd(Qos.AT_LEAST_ONCE, false, text("lw")));
    node.expect(new Frame.WillTopicResp(OK));
    isLost();
    publishesWill("lw", 1, false, "");
  }

  @Test
  void aMessageUpdateWithoutATopicIsNoWill() {
    node.connects().sends(new Frame.WillMsgUpd(text("x"))).expect(new Frame.WillMsgResp(OK));
    isLost();
    closesWithoutWill();
  }

  @Test
  void anUnusableTopicUpdateIsNotSupportedAndChangesNothing() {
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    node.sends(new Frame.WillTopicUpd(Qos.AT_LEAST_ONCE, false, text("a/#")));
    node.expect(new Frame.WillTopicResp(NOT_SUPPORTED));
    node.sends(new Frame.WillTopicUpd(Qos.MINUS_ONE, false, text("a")));
    node.expect(new Frame.WillTopicResp(NOT_SUPPORTED));
    isLost();
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void aSleeperMayUpdateItsWill() {
    node.connectsWithWill(false, 60, 1, "lw", "gone").sleeps(60);
    node.sends(new Frame.WillMsgUpd(text("slept in"))).expect(new Frame.WillMsgResp(OK));
    isLost();
    publishesWill("lw", 1, false, "slept in");
  }

  @Test
  void aClientThatMovesIsNotLost() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    play.node("n", 2).connectsPersistent(60);
    broker.expectsNothing();
  }

  @Test
  void aClientThatConnectsAgainIsNotLost() {
    node.connectsWithWill(true, 60, 1, "lw", "gone").sends(pingReq()).drain();
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    assertTrue(broker.all(BrokerCommand.Publish.class).isEmpty());
  }

  @Test
  void aClientWhoseAddressAnotherTakesIsLost() {
    node.connectsWithWill(false, 60, 1, "lw", "gone").sends(connect("other")).expect(connAck());
    assertEquals("lost", play.stateOf("n"));
    publishesWill("lw", 1, false, "gone");
  }

  @Test
  void aClientThatReturnsWhileItsWillIsUnderWayIsServed() {
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    isLost();
    broker.expects(BrokerCommand.Publish.class);
    node.connectsPersistent(60);
    assertEquals("active", play.stateOf("n"));
    node.registers("t");
    play.advance(60);
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void aWillThatCannotBePublishedYetIsPublishedWhenTheLinkIsBack() {
    for (int qos = 0; qos <= 2; qos++) {
      broker.drain();
      node.connectsWithWill(true, 60, qos, "lw", "gone " + qos);
      broker.tells(new BrokerEvent.LinkDown("n", "broker restarts"));
      isLost();
      assertTrue(broker.all(BrokerCommand.Close.class).size() == qos, "the link is not closed");
      play.advance(600);
      broker.tells(new BrokerEvent.LinkUp("n", false));
      publishesWill("lw", qos, false, "gone " + qos);
    }
  }
}
