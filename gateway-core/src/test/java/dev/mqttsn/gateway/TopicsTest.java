package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.INVALID_ID;
import static dev.mqttsn.gateway.Messages.NOT_SUPPORTED;
import static dev.mqttsn.gateway.Messages.OK;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishPredefined;
import static dev.mqttsn.gateway.Messages.publishShort;
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.shortName;
import static dev.mqttsn.gateway.Messages.subAck;
import static dev.mqttsn.gateway.Messages.subscribe;
import static dev.mqttsn.gateway.Messages.text;
import static dev.mqttsn.gateway.Messages.two;
import static dev.mqttsn.gateway.Messages.unsubAck;
import static dev.mqttsn.gateway.Messages.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Registrations, the three kinds of topics, subscriptions: MQTT-SN 1.2 6.5, 6.7, 6.9. */
final class TopicsTest {
  private final Play play =
      Play.setting()
          .predefined(1, "pre/one")
          .predefined(2, "pre/two")
          .predefinedFor("n", 2, "pre/own")
          .begin();
  private final Play.Broker broker = play.broker();
  private final Play.Node node = play.node("n");

  @Test
  void theSameNameHasTheSameId() {
    int topic = node.connects().registers("t");
    assertEquals(topic, node.registers("t"));
    assertEquals(topic, node.subscribes("t", 0));
    assertNotEquals(topic, node.registers("u"));
  }

  @Test
  void aRepeatedRegisterIsAnsweredAlike() {
    node.connects().sends(register(4, "t"));
    Frame.RegAck first = node.expect(Frame.RegAck.class);
    node.sends(register(4, "t")).expect(first).expectNothing();
    broker.expectsNothing();
  }

  @Test
  void whatANodeWritesIntoTheTopicIdOfRegisterIsIgnored() {
    int topic = node.connects().registers("t");
    node.sends(register(0x1234, 5, "t")).expect(regAck(topic, 5));
  }

  @Test
  void aNameThatIsNoTopicIsNotSupported() {
    node.connects();
    for (String name : new String[] {"", "a/+", "#", "a/#", "a\u0000b"}) {
      node.sends(register(6, name)).expect(regAck(0, 6, NOT_SUPPORTED));
    }
    Octets broken = Octets.wrap(new byte[] {'a', (byte) 0xC3});
    node.sends(new Frame.Register(0, 6, broken)).expect(regAck(0, 6, NOT_SUPPORTED));
  }

  @Test
  void theFiftyFirstRegisterIsAsGoodAsTheFirst() {
    node.connects();
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      ids.add(node.registers("topic/" + i));
    }
    assertEquals(200, ids.size());
  }

  @Test
  void theThreeKindsAreKeptApart() {
    node.connects();
    node.registers("t");
    int normal = node.registers("normal");
    node.sends(publishPredefined(0, 1, 0, "a")).sends(publish(0, normal, 0, "b"));
    node.sends(publishShort(0, "ab", 0, "c"));
    broker.expectsPublish("n", 0, "pre/one", 0, "a").expectsPublish("n", 0, "normal", 0, "b");
    broker.expectsPublish("n", 0, "ab", 0, "c");
    node.sends(publish(1, shortName("ab"), 1, "d"));
    node.sends(publishPredefined(1, normal, 2, "e"));
    node.expect(pubAck(shortName("ab"), 1, INVALID_ID), pubAck(normal, 2, INVALID_ID));
  }

  @Test
  void aClientsOwnPredefinedIdWins() {
    node.connects().sends(publishPredefined(0, 2, 0, "a"));
    play.node("m").connects().sends(publishPredefined(0, 2, 0, "b"));
    broker.expectsPublish("n", 0, "pre/own", 0, "a").expectsPublish("m", 0, "pre/two", 0, "b");
  }

  @Test
  void aNameWithAPredefinedIdHasANormalIdToo() {
    int topic = node.connects().registers("pre/one");
    node.sends(publish(0, topic, 0, "a"));
    broker.expectsPublish("n", 0, "pre/one", 0, "a");
  }

  @Test
  void aTwoCharacterNameMayBeRegisteredAndPublishedBothWays() {
    int topic = node.connects().registers("ab");
    node.sends(publish(0, topic, 0, "a")).sends(publishShort(0, "ab", 0, "b"));
    broker.expectsPublish("n", 0, "ab", 0, "a").expectsPublish("n", 0, "ab", 0, "b");
  }

  @Test
  void subAckComesAfterTheBrokersWithItsQos() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(subscribe(2, 4, "t")).expectNothing();
    BrokerCommand.Subscribe command = broker.expects(BrokerCommand.Subscribe.class);
    assertEquals("t", command.filter());
    assertEquals(Qos.EXACTLY_ONCE, command.qos());
    broker.tells(new BrokerEvent.SubscribeAcked("n", command.packetId(), Qos.AT_LEAST_ONCE));
    Frame.SubAck ack = node.expect(Frame.SubAck.class);
    assertEquals(subAck(1, ack.topicId(), 4, OK), ack);
    assertTrue(ack.topicId() > 0);
  }

  @Test
  void aRefusalOfTheBrokerIsNotSupported() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(subscribe(1, 4, "t"));
    int packetId = broker.expects(BrokerCommand.Subscribe.class).packetId();
    broker.tells(new BrokerEvent.SubscribeAcked("n", packetId, null));
    node.expect(subAck(0, 0, 4, NOT_SUPPORTED)).expectNothing();
  }

  @Test
  void aSubscribeRepeatedWhilePendingIsAnsweredOnce() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(subscribe(1, 4, "t")).sends(subscribe(1, 4, "t"));
    int packetId = broker.expects(BrokerCommand.Subscribe.class).packetId();
    broker.tells(new BrokerEvent.SubscribeAcked("n", packetId, Qos.AT_LEAST_ONCE));
    node.expect(Frame.SubAck.class);
    node.expectNothing();
    broker.expectsNothing();
  }

  @Test
  void aSubscribeRepeatedAfterItsSubAckIsAnsweredAgain() {
    node.connects().sends(subscribe(1, 4, "t"));
    Frame.SubAck ack = node.expect(Frame.SubAck.class);
    node.sends(subscribe(1, 4, "t")).expect(ack).expectNothing();
  }

  @Test
  void aWildcardHasNoId() {
    node.connects();
    assertEquals(0, node.subscribes("a/#", 0));
    assertEquals(0, node.subscribes("+/b", 1));
    assertEquals(0, node.subscribes("$share/g/t", 1));
  }

  @Test
  void aShortSubscriptionIsAnsweredAndServedAsShort() {
    node.connects().sends(subscribe(1, TopicIdType.SHORT, 4, text("ab")));
    node.expect(subAck(1, shortName("ab"), 4, OK));
    broker.publishes("n", "ab", 0, "x");
    node.expect(publishShort(0, "ab", 0, "x")).expectNothing();
  }

  @Test
  void aTwoOctetNameSubscribedAsNormalIsServedAsNormal() {
    int topic = node.connects().subscribes("ab", 0);
    assertTrue(topic > 0);
    broker.publishes("n", "ab", 0, "x");
    node.expect(publish(0, topic, 0, "x"));
  }

  @Test
  void aPredefinedSubscriptionIsAnsweredAndServedAsPredefined() {
    node.connects().sends(subscribe(1, TopicIdType.PREDEFINED, 4, two(2)));
    node.expect(subAck(1, 2, 4, OK));
    assertEquals("pre/own", broker.all(BrokerCommand.Subscribe.class).get(0).filter());
    broker.publishes("n", "pre/own", 0, "x");
    node.expect(publishPredefined(0, 2, 0, "x")).expectNothing();
  }

  @Test
  void anUnknownPredefinedIdIsInvalid() {
    node.connects().sends(subscribe(1, TopicIdType.PREDEFINED, 4, two(77)));
    node.expect(subAck(0, 0, 4, INVALID_ID));
    assertTrue(broker.all(BrokerCommand.Subscribe.class).isEmpty());
  }

  @Test
  void aFilterThatIsNoneIsNotSupported() {
    node.connects();
    for (String filter : new String[] {"a#", "a/#/b", "a+/b", "a\u0000"}) {
      node.sends(subscribe(1, 4, filter)).expect(subAck(0, 0, 4, NOT_SUPPORTED));
    }
    node.sends(subscribe(3, 4, "t")).expect(subAck(0, 0, 4, NOT_SUPPORTED));
    node.sends(subscribe(1, TopicIdType.RESERVED, 4, text("ab")));
    node.expect(subAck(0, 0, 4, NOT_SUPPORTED));
    node.sends(subscribe(1, TopicIdType.SHORT, 4, text("abc")));
    node.expect(subAck(0, 0, 4, NOT_SUPPORTED));
    node.sends(subscribe(1, TopicIdType.SHORT, 4, text("a#")));
    node.expect(subAck(0, 0, 4, NOT_SUPPORTED));
    node.sends(subscribe(1, 0, "t")).expect(subAck(0, 0, 0, NOT_SUPPORTED));
    assertTrue(broker.all(BrokerCommand.Subscribe.class).isEmpty());
  }

  @Test
  void aShortWildcardIsAWildcard() {
    node.connects().sends(subscribe(0, TopicIdType.SHORT, 4, text("/#")));
    node.expect(subAck(0, 0, 4, OK));
    broker.publishes("n", "/long/name", 0, "x");
    node.expect(publish(0, node.learns("/long/name"), 0, "x"));
  }

  @Test
  void aTwoOctetNameUnderAWildcardNeedsNoRegister() {
    node.connects().subscribes("#", 0);
    broker.publishes("n", "ab", 0, "x");
    node.expect(publishShort(0, "ab", 0, "x")).expectNothing();
  }

  @Test
  void aOneOctetNameUnderAWildcardIsRegistered() {
    node.connects().subscribes("#", 0);
    broker.publishes("n", "a", 0, "x");
    node.expect(publish(0, node.learns("a"), 0, "x"));
  }

  @Test
  void anIdThatTheNodeRegisteredServesUnderAWildcardToo() {
    int topic = node.connects().registers("w/1");
    node.subscribes("w/#", 0);
    broker.publishes("n", "w/1", 0, "x");
    node.expect(publish(0, topic, 0, "x")).expectNothing();
  }

  @Test
  void anIdLearntFromTheGatewayServesUpwardToo() {
    node.connects().subscribes("w/#", 0);
    broker.publishes("n", "w/1", 0, "x");
    int topic = node.learns("w/1");
    node.expect(publish(0, topic, 0, "x")).sends(publish(0, topic, 0, "y"));
    broker.expectsPublish("n", 0, "w/1", 0, "y");
  }

  @Test
  void retainedMessagesThatComeBeforeSubAckFollowIt() {
    node.connects();
    broker.subscriptionsByHand();
    node.sends(subscribe(1, 4, "t"));
    int packetId = broker.expects(BrokerCommand.Subscribe.class).packetId();
    broker.publishes("n", "t", 1, "retained");
    node.expectNothing();
    broker.tells(new BrokerEvent.SubscribeAcked("n", packetId, Qos.AT_LEAST_ONCE));
    int topic = node.expect(Frame.SubAck.class).topicId();
    node.takes(topic, "retained").expectNothing();
  }

  @Test
  void unsubscribeIsAnsweredAfterTheBroker() {
    node.connects().subscribes("t", 1);
    broker.subscriptionsByHand();
    node.sends(unsubscribe(8, "t")).expectNothing();
    BrokerCommand.Unsubscribe command = broker.expects(BrokerCommand.Unsubscribe.class);
    assertEquals("t", command.filter());
    broker.tells(new BrokerEvent.UnsubscribeAcked("n", command.packetId()));
    node.expect(unsubAck(8)).expectNothing();
  }

  @Test
  void unsubscribeOfNothingIsAnsweredToo() {
    node.connects().sends(unsubscribe(8, "never")).expect(unsubAck(8));
    node.sends(new Frame.Unsubscribe(TopicIdType.PREDEFINED, 9, two(77))).expect(unsubAck(9));
    node.sends(unsubscribe(0, "t")).expectNothing();
  }

  @Test
  void unsubscribeOfPredefinedAndShortNamesTheirTopics() {
    node.connects();
    node.sends(new Frame.Unsubscribe(TopicIdType.PREDEFINED, 8, two(1))).expect(unsubAck(8));
    node.sends(new Frame.Unsubscribe(TopicIdType.SHORT, 9, text("ab"))).expect(unsubAck(9));
    assertEquals("pre/one", broker.all(BrokerCommand.Unsubscribe.class).get(0).filter());
    assertEquals("ab", broker.all(BrokerCommand.Unsubscribe.class).get(1).filter());
  }

  @Test
  void idsAreStableAcrossAReconnectWithoutCleanSession() {
    int topic = node.connectsPersistent(60).registers("t");
    int other = node.registers("u");
    node.sends(Messages.disconnect()).expect(Messages.disconnect());
    broker.expects(BrokerCommand.Close.class);
    broker.sessionPresent(true);
    node.connectsPersistent(60).sends(publish(0, topic, 0, "a"));
    broker.expectsPublish("n", 0, "t", 0, "a");
    assertEquals(other, node.registers("u"));
  }

  @Test
  void idsAreAnnouncedAgainBeforeTheFirstMessageOfANewConnection() {
    int topic = node.connectsPersistent(60).subscribes("t", 1);
    broker.sessionPresent(true);
    node.sends(Messages.disconnect()).expect(Messages.disconnect()).connectsPersistent(60);
    broker.publishes("n", "t", 1, "a");
    assertEquals(topic, node.learns("t"));
    node.takes(topic, "a");
    broker.publishes("n", "t", 1, "b");
    node.takes(topic, "b").expectNothing();
  }

  @Test
  void cleanSessionForgetsTheIds() {
    int topic = node.connects().registers("t");
    node.connects().sends(publish(1, topic, 1, "a")).expect(pubAck(topic, 1, INVALID_ID));
    broker.expectsNothing();
  }

  @Test
  void aMessageWithoutASubscriptionThatWeKnowIsRegisteredAndDelivered() {
    node.connectsPersistent(60);
    broker.publishes("n", "from/long/ago", 1, "a");
    node.takes(node.learns("from/long/ago"), "a");
  }
}
