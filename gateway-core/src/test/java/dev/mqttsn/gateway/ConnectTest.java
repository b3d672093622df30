package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.CONGESTION;
import static dev.mqttsn.gateway.Messages.NOT_SUPPORTED;
import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishShort;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.shortName;
import static dev.mqttsn.gateway.Messages.subscribe;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connection setup and its end: MQTT-SN 1.2 6.2, 6.3, 6.12. */
final class ConnectTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n");

  private static BrokerCommand.Open open(boolean clean, int keepAlive) {
    return new BrokerCommand.Open("n", clean, keepAlive, Map.of());
  }

  private BrokerCommand.Open lastOpen() {
    List<BrokerCommand.Open> all = broker.all(BrokerCommand.Open.class);
    return all.get(all.size() - 1);
  }

  private int opens() {
    return broker.all(BrokerCommand.Open.class).size();
  }

  private void opened() {
    broker.tells(new BrokerEvent.Opened("n", false));
  }

  @Test
  void connAckComesAfterTheBrokers() {
    broker.byHand();
    node.sends(connect("n", false, true, 60)).expectNothing();
    broker.expects(open(true, 60));
    opened();
    node.expect(connAck()).expectNothing();
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void cleanSessionAndKeepAliveAreTheNodes() {
    broker.byHand();
    node.sends(connect("n", false, false, 1_234));
    broker.expects(open(false, 1_234)).expectsNothing();
  }

  @Test
  void nothingComesBeforeConnAckAndMessagesFollowIt() {
    broker.byHand();
    node.sends(connect("n", false, false, 60)).expectNothing();
    opened();
    broker.publishes("n", "ab", 1, "x");
    node.expect(connAck());
    assertEquals("x", node.expect(Frame.Publish.class).data().text());
  }

  @Test
  void aMessageTooEarlyWaitsForConnAck() {
    broker.byHand();
    node.sends(connect("n", false, false, 60));
    broker.publishes("n", "ab", 1, "x");
    node.expectNothing();
  }

  @Test
  void whatTheBrokerRefusesIsRefused() {
    broker.byHand();
    node.sends(connect("n"));
    broker.tells(new BrokerEvent.OpenFailed("n", CONGESTION, "cannot be reached"));
    node.expect(connAck(CONGESTION)).sends(connect("n"));
    broker.tells(new BrokerEvent.OpenFailed("n", NOT_SUPPORTED, "not authorised"));
    node.expect(connAck(NOT_SUPPORTED)).expectNothing();
    assertEquals(2, opens());
    node.sends(pingReq()).expect(disconnect());
    assertEquals(0, play.sessions());
  }

  @Test
  void aRefusedNodeMayTryAgainAtOnce() {
    broker.byHand();
    node.sends(connect("n"));
    broker.tells(new BrokerEvent.OpenFailed("n", CONGESTION, "cannot be reached"));
    node.expect(connAck(CONGESTION)).sends(connect("n")).expectNothing();
    opened();
    node.expect(connAck());
  }

  @Test
  void anotherProtocolIdIsNotSupported() {
    node.sends(new Frame.Connect(false, true, 2, 60, text("n"))).expect(connAck(NOT_SUPPORTED));
    node.sends(new Frame.Connect(true, true, 0, 60, text("n"))).expect(connAck(NOT_SUPPORTED));
    node.expectNothing();
    assertEquals(0, opens());
  }

  @Test
  void aClientIdThatIsNoneIsNotSupported() {
    Octets broken = Octets.wrap(new byte[] {'a', (byte) 0xFF});
    Octets withNul = Octets.wrap(new byte[] {'a', 0});
    for (Octets id : List.of(Octets.EMPTY, broken, withNul, text("x".repeat(256)))) {
      node.sends(new Frame.Connect(false, true, 1, 60, id)).expect(connAck(NOT_SUPPORTED));
    }
    node.expectNothing();
    assertEquals(0, play.sessions());
  }

  @Test
  void longIdsWithSpacesAndColonsAreIds() {
    for (String id : new String[] {"x".repeat(24), "x".repeat(255), "a b:c", "\u00e9"}) {
      play.node(id).connects();
    }
    assertEquals(4, play.sessions());
  }

  @Test
  void theLongFormOfConnectIsAccepted() {
    node.sendsOctets(new byte[] {1, 0, 9, 4, 4, 1, 0, 60, 'n'}).expect(connAck());
  }

  @Test
  void flagsThatConnectDoesNotUseAreIgnored() {
    node.sendsOctets(new byte[] {7, 4, (byte) 0xF7, 1, 0, 60, 'n'}).expect(connAck());
  }

  @Test
  void aCopyOfConnectWhileTheBrokerIsAskedIsAnsweredOnce() {
    broker.byHand();
    node.sends(connect("n")).sends(connect("n")).expectNothing();
    opened();
    node.expect(connAck()).expectNothing();
    assertEquals(1, opens());
  }

  @Test
  void aCopyOfConnectAfterConnAckRepeatsIt() {
    node.connects();
    play.advance(10);
    node.connects().expectNothing();
    assertEquals(1, opens());
  }

  @Test
  void connectAfterOtherMessagesIsANewConnection() {
    node.connects().registers("t");
    node.connects();
    assertEquals(2, opens());
  }

  @Test
  void connectWithOtherFlagsIsANewConnection() {
    node.connects().sends(connect("n", false, false, 60)).expect(connAck());
    assertEquals(2, opens());
    assertEquals(open(false, 60), lastOpen());
  }

  @Test
  void aCopyOfConnectDuringTheWillHandshakeRepeatsTheLastRequest() {
    broker.byHand();
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    node.sends(willTopic(1, false, "lw")).expect(willMsgReq());
    node.sends(willTopic(1, false, "lw")).expect(willMsgReq());
    assertEquals(0, opens());
    node.sends(willMsg("gone")).sends(willMsg("gone")).expectNothing();
    assertEquals(1, opens());
    opened();
    node.expect(connAck()).sends(willMsg("gone")).expect(connAck()).expectNothing();
    assertEquals(1, opens());
  }

  @Test
  void anAbandonedHandshakeLeavesNothing() {
    node.sends(connect("n", true, true, 60)).expect(willTopicReq());
    play.advance(60);
    node.expectNothing().sends(willTopic(1, false, "lw")).expectNothing();
    assertEquals(0, play.sessions());
    assertEquals(0, opens());
    node.connects();
  }

  @Test
  void whileConnectingOtherMessagesAreDropped() {
    broker.byHand();
    node.sends(connect("n"));
    node.sends(register(1, "t")).sends(publishShort(1, "ab", 2, "x"));
    node.sends(subscribe(1, 3, "t")).sends(pingReq()).sends(pingReq("n")).expectNothing();
    opened();
    node.expect(connAck()).expectNothing();
    assertEquals(List.of(open(true, 60)), broker.drain());
  }

  @Test
  void disconnectAbortsTheSetup() {
    broker.byHand();
    node.sends(connect("n")).sends(disconnect()).expect(disconnect());
    opened();
    node.expectNothing();
    assertTrue(broker.drain().contains(new BrokerCommand.Close("n")));
  }

  @Test
  void disconnectClosesTheLinkAndIsAnswered() {
    node.connects().sends(disconnect()).expect(disconnect()).expectNothing();
    broker.expects(new BrokerCommand.Close("n")).expectsNothing();
    assertEquals("disconnected", play.stateOf("n"));
  }

  @Test
  void aRepeatedDisconnectIsAnsweredAgain() {
    node.connects().sends(disconnect()).expect(disconnect());
    play.advance(10);
    node.sends(disconnect()).expect(disconnect()).expectNothing();
    broker.expects(new BrokerCommand.Close("n")).expectsNothing();
  }

  @Test
  void afterDisconnectTheNodeIsAStranger() {
    node.connectsPersistent(60).sends(disconnect()).expect(disconnect());
    node.sends(publishShort(1, "ab", 1, "x")).expect(disconnect());
    node.sends(Messages.sleep(100)).expect(disconnect());
    assertEquals("disconnected", play.stateOf("n"));
  }

  @Test
  void cleanSessionDeletesSubscriptions() {
    node.connectsPersistent(60).subscribes("t", 1);
    node.connects();
    assertEquals(Map.of(), lastOpen().subscriptions());
    assertTrue(lastOpen().cleanSession());
  }

  @Test
  void withoutCleanSessionSubscriptionsAreKept() {
    node.connectsPersistent(60).subscribes("t", 1);
    node.subscribes("w/#", 2);
    node.subscribes("ended", 0);
    node.sends(Messages.unsubscribe(9, "ended")).expect(Messages.unsubAck(9));
    node.sends(disconnect()).expect(disconnect()).connectsPersistent(60);
    assertEquals(
        Map.of("t", Qos.AT_LEAST_ONCE, "w/#", Qos.EXACTLY_ONCE), lastOpen().subscriptions());
  }

  @Test
  void subscriptionsOutliveALoss() {
    node.connectsPersistent(60).subscribes("t", 1);
    play.advance(100);
    assertEquals("lost", play.stateOf("n"));
    node.connectsPersistent(60);
    assertEquals(Map.of("t", Qos.AT_LEAST_ONCE), lastOpen().subscriptions());
  }

  @Test
  void cleanSessionWithWillDeletesAndPrompts() {
    node.connectsPersistent(60).subscribes("t", 1);
    node.connectsWithWill(true, 60, 1, "lw", "gone");
    assertEquals(Map.of(), lastOpen().subscriptions());
  }

  @Test
  void withoutCleanSessionAndWithWillKeepsAndPrompts() {
    int topic = node.connectsPersistent(60).subscribes("t", 1);
    node.sends(disconnect()).expect(disconnect());
    broker.expects(BrokerCommand.Close.class);
    node.connectsWithWill(false, 60, 1, "lw", "gone");
    assertEquals(Map.of("t", Qos.AT_LEAST_ONCE), lastOpen().subscriptions());
    node.sends(publish(0, topic, 0, "x"));
    broker.expectsPublish("n", 0, "t", 0, "x");
  }

  @Test
  void reconnectWithoutCleanSessionOnALiveLinkKeepsWhatIsUnderWayDown() {
    int topic = node.connectsPersistent(60).subscribes("t", 1);
    List<BrokerEvent.MessageArrived> all = broker.publishesAll("n", "t", "a", "b");
    node.hears(1, topic, "a");
    node.connectsPersistent(60);
    assertEquals(topic, node.learns("t"));
    Frame.Publish a = node.expect(Frame.Publish.class);
    assertEquals("a", a.data().text());
    node.acks(a).takes(topic, "b").expectNothing();
    broker.expectsAck(all.get(0)).expectsAck(all.get(1)).expectsNothing();
  }

  @Test
  void reconnectWithoutCleanSessionKeepsWhatIsUnderWayUp() {
    int topic = node.connectsPersistent(60).registers("t");
    node.sends(publish(1, topic, 5, "x"));
    broker.expectsPublish("n", 5, "t", 1, "x");
    node.connectsPersistent(60).sends(publish(1, topic, 5, "x").asRepetition());
    broker.expectsNothing().acks("n", 5);
    assertTrue(node.drain().contains(pubAck(topic, 5)));
  }

  @Test
  void reconnectWithCleanSessionForgetsWhatIsUnderWayUp() {
    node.connects().sends(publishShort(1, "ab", 5, "x"));
    broker.expectsPublish("n", 5, "ab", 1, "x");
    node.connects().sends(publishShort(1, "ab", 5, "x").asRepetition());
    broker.expectsPublish("n", 5, "ab", 1, "x").acks("n", 5);
    node.expect(pubAck(shortName("ab"), 5)).expectNothing();
  }

  @Test
  void reconnectWithCleanSessionForgetsWhatIsUnderWayDown() {
    node.connects().subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    node.drain();
    node.connects();
    play.advance(30);
    node.expectNothing();
  }

  @Test
  void pingReqIsAnsweredAtOnceWithoutTheBroker() {
    node.connects().sends(pingReq()).expect(pingResp()).sends(pingReq("n")).expect(pingResp());
    broker.expectsNothing();
  }

  @Test
  void aLateWillMessageOfAnActiveClientDoesNoHarm() {
    node.connects().registers("t");
    node.sends(willTopic(1, false, "lw")).sends(willMsg("x")).expectNothing();
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void disconnectWithDurationAbortsTheSetupToo() {
    broker.byHand();
    node.sends(connect("n")).sends(Messages.sleep(100)).expect(disconnect());
    opened();
    node.expectNothing();
    assertTrue(broker.drain().contains(new BrokerCommand.Close("n")));
  }

  @Test
  void aNodeThatMovesDuringTheSetupIsAnsweredWhereItIs() {
    broker.byHand();
    node.sends(connect("n"));
    Play.Node moved = play.node("n", 2).sends(connect("n"));
    for (int i = opens(); i > 0; i--) {
      opened();
    }
    moved.expect(connAck()).expectNothing();
    assertEquals("active", play.stateOf("n"));
    assertTrue(!node.drain().contains(connAck()));
  }

  @Test
  void anotherClientAtTheAddressEndsTheSetup() {
    broker.byHand();
    node.sends(connect("n")).sends(connect("m"));
    opened();
    node.expectNothing();
    broker.tells(new BrokerEvent.Opened("m", false));
    node.expect(connAck()).expectNothing();
    assertEquals("active", play.stateOf("m"));
    assertTrue(broker.all(BrokerCommand.Close.class).contains(new BrokerCommand.Close("n")));
  }

  @Test
  void aBurstOfNodesIsAnsweredEachByItsOwn() {
    broker.byHand();
    for (int i = 0; i < 1_000; i++) {
      play.node("n" + i).sends(connect("n" + i)).expectNothing();
    }
    for (int i = 999; i >= 0; i--) {
      broker.tells(new BrokerEvent.Opened("n" + i, false));
      play.node("n" + i).expect(connAck()).expectNothing();
    }
    assertEquals(1_000, play.sessions());
  }
}
