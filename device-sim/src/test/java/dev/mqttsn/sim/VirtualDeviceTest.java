package dev.mqttsn.sim;

import static dev.mqttsn.sim.ScriptedGateway.RETRY_MILLIS;
import static dev.mqttsn.sim.ScriptedGateway.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node against a scripted gateway, on a virtual clock. */
class VirtualDeviceTest {
  private static final Octets HI = Octets.utf8("hi");
  private static final Octets NAME = Octets.utf8("a/b");
  private static final Topic TOPIC = Topic.named("a/b");

  private final ScriptedGateway gateway = ScriptedGateway.of("n1");
  private final VirtualDevice node = gateway.node;

  @Test
  void connects() {
    node.connect(0);
    gateway.expect(new Frame.Connect(false, true, 1, 60, Octets.utf8("n1"))).expectSilence();
    gateway.send(new Frame.ConnAck(ReturnCode.ACCEPTED)).expectSilence();
    assertHeard("connected");
    assertEquals(DeviceState.ACTIVE, node.state());
  }

  @Test
  void tellsItsWillWhenAsked() {
    DeviceWill will = new DeviceWill("lw", Octets.utf8("gone"), Qos.AT_LEAST_ONCE, true);
    ScriptedGateway asking = new ScriptedGateway(DeviceConfig.of("n1").withWill(will));
    asking.node.connect(0);
    asking.expect(new Frame.Connect(true, true, 1, 60, Octets.utf8("n1")));
    asking.send(new Frame.WillTopicReq());
    asking.expect(new Frame.WillTopic(Qos.AT_LEAST_ONCE, true, Octets.utf8("lw")));
    asking.send(new Frame.WillMsgReq());
    asking.expect(new Frame.WillMsg(Octets.utf8("gone")));
    asking.pass(RETRY_MILLIS).expect(new Frame.WillMsg(Octets.utf8("gone")));
    asking.send(new Frame.ConnAck(ReturnCode.ACCEPTED));
    assertEquals(List.of("connected"), asking.heard);
  }

  @Test
  void repeatsConnectThenStartsAgain() {
    node.connect(0);
    for (int copy = 0; copy <= ScriptedGateway.RETRY_COUNT; copy++) {
      gateway.expect(Frame.Connect.class);
      gateway.expectSilence().pass(RETRY_MILLIS);
    }
    assertHeard("lost");
    gateway.expect(Frame.Connect.class);
  }

  @Test
  void staysAwayWhenRefusedForGood() {
    node.connect(0);
    gateway.expect(Frame.Connect.class);
    gateway.send(new Frame.ConnAck(ReturnCode.NOT_SUPPORTED)).pass(1_000_000).expectSilence();
    assertHeard("refused NOT_SUPPORTED");
    assertEquals(Long.MAX_VALUE, node.nextDeadline());
  }

  @Test
  void comesBackAfterCongestion() {
    node.connect(0);
    gateway.expect(Frame.Connect.class);
    gateway.send(new Frame.ConnAck(ReturnCode.CONGESTION)).pass(300_000).expectSilence();
    gateway.pass(1_000).expect(Frame.Connect.class);
  }

  /** REGISTER, REGACK, PUBLISH, PUBACK: requests made before the connection wait for it. */
  @Test
  void registersAndPublishesOneAtATime() {
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, true, HI);
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    gateway.expectSilence().connected();
    gateway.expect(new Frame.Register(0, 3, NAME)).expectSilence();
    gateway.send(new Frame.RegAck(7, 3, ReturnCode.ACCEPTED));
    gateway.expect(new Frame.Publish(false, Qos.AT_LEAST_ONCE, true, TopicIdType.NORMAL, 7, 1, HI));
    gateway.expectSilence().send(new Frame.PubAck(7, 1, ReturnCode.ACCEPTED));
    gateway.expect(publish(Qos.AT_LEAST_ONCE, 7, 2, "hi"));
    gateway.send(new Frame.PubAck(7, 1, ReturnCode.ACCEPTED)).expectSilence();
    gateway.send(new Frame.PubAck(7, 2, ReturnCode.ACCEPTED)).expectSilence();
    assertHeard("connected", "registered a/b 7", "published 1", "published 2");
  }

  @Test
  void repeatsWithDup() {
    gateway.connected().registered("a/b", 7);
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    gateway.pass(RETRY_MILLIS - 1).expectSilence();
    gateway.pass(1).expect(first.asRepetition()).expectSilence();
    gateway.send(new Frame.PubAck(7, first.msgId(), ReturnCode.ACCEPTED)).pass(RETRY_MILLIS);
    gateway.expectSilence();
  }

  /** Nothing is answered; the node connects, registers and repeats under the same MsgId. */
  @Test
  void carriesAPublishThroughALostConnection() {
    gateway.connected().registered("a/b", 7);
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    gateway.pass(RETRY_MILLIS * ScriptedGateway.RETRY_COUNT);
    for (int copy = 0; copy < ScriptedGateway.RETRY_COUNT; copy++) {
      gateway.expect(first.asRepetition());
    }
    gateway.pass(RETRY_MILLIS).expect(Frame.Connect.class);
    gateway.send(new Frame.ConnAck(ReturnCode.ACCEPTED));
    Frame.Register register = gateway.expect(Frame.Register.class);
    gateway.send(new Frame.RegAck(9, register.msgId(), ReturnCode.ACCEPTED));
    gateway.expect(publish(Qos.AT_LEAST_ONCE, 9, first.msgId(), "hi").asRepetition());
  }

  @Test
  void publishesExactlyOnce() {
    gateway.connected();
    node.publish(0, Topic.predefined(1), Qos.EXACTLY_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    assertEquals(TopicIdType.PREDEFINED, first.topicIdType());
    Frame release = new Frame.PubRel(first.msgId());
    gateway.send(new Frame.PubRec(first.msgId())).expect(release);
    gateway.pass(RETRY_MILLIS).expect(release);
    gateway.send(new Frame.PubRec(first.msgId())).expect(release).expectSilence();
    gateway.send(new Frame.PubComp(first.msgId())).expectSilence();
    assertHeard("connected", "published 1");
  }

  @Test
  void releasesAfterALostConnection() {
    gateway.connected();
    node.publish(0, Topic.shortName("ab"), Qos.EXACTLY_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    gateway.send(new Frame.PubRec(first.msgId())).expect(new Frame.PubRel(first.msgId()));
    gateway.send(new Frame.Disconnect(0)).pass(RETRY_MILLIS).expect(Frame.Connect.class);
    gateway.send(new Frame.ConnAck(ReturnCode.ACCEPTED));
    gateway.expect(new Frame.PubRel(first.msgId()));
  }

  @Test
  void sendsQos0WithoutWaiting() {
    gateway.connected().registered("a/b", 7);
    node.publish(0, TOPIC, Qos.AT_MOST_ONCE, false, HI);
    node.publish(0, TOPIC, Qos.AT_MOST_ONCE, false, HI);
    gateway.expect(publish(Qos.AT_MOST_ONCE, 7, 0, "hi"));
    gateway.expect(publish(Qos.AT_MOST_ONCE, 7, 0, "hi")).expectSilence();
  }

  @Test
  void sendsQosMinusOneWithoutASession() {
    node.publish(0, Topic.predefined(1), Qos.MINUS_ONE, false, HI);
    gateway.expect(
        new Frame.Publish(false, Qos.MINUS_ONE, false, TopicIdType.PREDEFINED, 1, 0, HI));
    node.publish(0, Topic.shortName("ab"), Qos.MINUS_ONE, false, HI);
    assertEquals(0x6162, gateway.expect(Frame.Publish.class).topicId());
    assertThrows(
        IllegalArgumentException.class, () -> node.publish(0, TOPIC, Qos.MINUS_ONE, false, HI));
    assertEquals(DeviceState.DISCONNECTED, node.state());
  }

  @Test
  void repairsAnInvalidTopicId() {
    gateway.connected().registered("a/b", 7);
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    gateway.send(new Frame.PubAck(7, first.msgId(), ReturnCode.INVALID_TOPIC_ID));
    Frame.Register register = gateway.expect(Frame.Register.class);
    gateway.send(new Frame.RegAck(8, register.msgId(), ReturnCode.ACCEPTED));
    gateway.expect(publish(Qos.AT_LEAST_ONCE, 8, first.msgId(), "hi"));
  }

  @Test
  void registersAgainAfterAnInvalidIdAtQos0() {
    gateway.connected().registered("a/b", 7);
    node.publish(0, TOPIC, Qos.AT_MOST_ONCE, false, HI);
    gateway.expect(Frame.Publish.class);
    gateway.send(new Frame.PubAck(7, 0, ReturnCode.INVALID_TOPIC_ID)).expectSilence();
    node.publish(0, TOPIC, Qos.AT_MOST_ONCE, false, HI);
    gateway.expect(Frame.Register.class);
  }

  @Test
  void givesUpAPredefinedIdThatTheGatewayDoesNotKnow() {
    gateway.connected();
    node.publish(0, Topic.predefined(9), Qos.AT_LEAST_ONCE, false, HI);
    Frame.Publish first = gateway.expect(Frame.Publish.class);
    gateway.send(new Frame.PubAck(9, first.msgId(), ReturnCode.INVALID_TOPIC_ID));
    gateway.expectSilence();
    assertHeard("connected", "publish refused 1 INVALID_TOPIC_ID");
  }

  @Test
  void givesUpMessagesToANameThatIsRefused() {
    gateway.connected();
    node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    node.publish(0, Topic.predefined(1), Qos.AT_MOST_ONCE, false, HI);
    Frame.Register register = gateway.expect(Frame.Register.class);
    gateway.send(new Frame.RegAck(0, register.msgId(), ReturnCode.NOT_SUPPORTED));
    gateway.expect(Frame.Publish.class);
    gateway.expectSilence();
    assertHeard(
        "connected", "refused a/b NOT_SUPPORTED", "publish refused 1 NOT_SUPPORTED", "published 2");
  }

  @Test
  void keepsSilenceAfterCongestion() {
    ScriptedGateway calm =
        new ScriptedGateway(DeviceConfig.of("n1").withKeepAliveSeconds(0).withWaitMillis(400_000));
    calm.connected().registered("a/b", 7);
    calm.node.publish(0, TOPIC, Qos.AT_LEAST_ONCE, false, HI);
    Frame.Publish first = calm.expect(Frame.Publish.class);
    calm.send(new Frame.PubAck(7, first.msgId(), ReturnCode.CONGESTION));
    calm.pass(399_999).expectSilence();
    calm.pass(1).expect(first.asRepetition());
  }

  @Test
  void subscribesByNameAndHearsUnderItsId() {
    gateway.connected();
    node.subscribe(0, TOPIC, Qos.EXACTLY_ONCE);
    Frame.Subscribe subscribe = gateway.expect(Frame.Subscribe.class);
    assertEquals(NAME, subscribe.topic());
    gateway.send(new Frame.SubAck(Qos.AT_LEAST_ONCE, 7, subscribe.msgId(), ReturnCode.ACCEPTED));
    gateway.send(publish(Qos.AT_LEAST_ONCE, 7, 30, "x"));
    gateway.expect(new Frame.PubAck(7, 30, ReturnCode.ACCEPTED));
    assertHeard("connected", "subscribed a/b AT_LEAST_ONCE", "message a/b x");
  }

  @Test
  void learnsNamesOfAWildcardByRegister() {
    gateway.connected();
    gateway.send(publish(Qos.AT_LEAST_ONCE, 5, 30, "x"));
    gateway.expect(new Frame.PubAck(5, 30, ReturnCode.INVALID_TOPIC_ID));
    gateway.send(new Frame.Register(5, 31, NAME));
    gateway.expect(new Frame.RegAck(5, 31, ReturnCode.ACCEPTED));
    gateway.send(publish(Qos.AT_MOST_ONCE, 5, 0, "x")).expectSilence();
    assertHeard("connected", "message a/b x");
  }

  @Test
  void hearsPredefinedAndShortTopics() {
    gateway.connected();
    gateway.send(
        new Frame.Publish(
            false, Qos.AT_MOST_ONCE, false, TopicIdType.PREDEFINED, 3, 0, Octets.EMPTY));
    gateway.send(
        new Frame.Publish(
            false, Qos.AT_MOST_ONCE, false, TopicIdType.SHORT, 0x6162, 0, Octets.EMPTY));
    assertEquals(Topic.predefined(3), gateway.messages.get(0).topic());
    assertEquals(Topic.shortName("ab"), gateway.messages.get(1).topic());
  }

  @Test
  void hearsExactlyOnce() {
    gateway.connected();
    gateway.send(new Frame.Register(5, 31, NAME)).expect(Frame.RegAck.class);
    Frame.Publish message = publish(Qos.EXACTLY_ONCE, 5, 40, "x");
    gateway.send(message).expect(new Frame.PubRec(40));
    gateway.send(message.asRepetition()).expect(new Frame.PubRec(40));
    gateway.send(new Frame.PubRel(40)).expect(new Frame.PubComp(40));
    assertEquals(1, gateway.messages.size());
    gateway.send(publish(Qos.EXACTLY_ONCE, 5, 40, "y")).expect(new Frame.PubRec(40));
    assertEquals(2, gateway.messages.size());
  }

  @Test
  void unsubscribes() {
    gateway.connected();
    node.unsubscribe(0, Topic.named("a/#"));
    Frame.Unsubscribe request = gateway.expect(Frame.Unsubscribe.class);
    gateway.send(new Frame.UnsubAck(request.msgId()));
    assertHeard("connected", "unsubscribed a/#");
  }

  @Test
  void pingsWhenIdleAndIsLostWithoutAnswer() {
    gateway.connected().pass(53_999).expectSilence();
    gateway.pass(1).expect(new Frame.PingReq(Octets.EMPTY));
    gateway.send(new Frame.PingResp()).pass(53_999).expectSilence();
    gateway.pass(1).expect(Frame.PingReq.class);
    gateway.pass(RETRY_MILLIS * 3);
    gateway.expect(Frame.PingReq.class);
    gateway.expect(Frame.PingReq.class);
    gateway.expect(Frame.PingReq.class);
    gateway.pass(RETRY_MILLIS).expect(Frame.Connect.class);
    assertHeard("connected", "pong", "lost");
  }

  @Test
  void pingsWhenAsked() {
    node.ping(0);
    gateway.expectSilence().connected();
    node.ping(0);
    gateway.expect(new Frame.PingReq(Octets.EMPTY));
    gateway.pass(RETRY_MILLIS).expect(new Frame.PingReq(Octets.EMPTY));
    gateway.send(new Frame.PingResp()).send(new Frame.PingResp());
    assertHeard("connected", "pong");
  }

  @Test
  void hearsThatAMessageAtQos0WasNotTaken() {
    gateway.connected();
    node.publish(0, Topic.predefined(9), Qos.AT_MOST_ONCE, false, HI);
    gateway.expect(Frame.Publish.class);
    gateway.send(new Frame.PubAck(9, 0, ReturnCode.INVALID_TOPIC_ID)).expectSilence();
    assertHeard("connected", "published 1", "unacknowledged refused INVALID_TOPIC_ID");
  }

  @Test
  void answersThePingOfItsGateway() {
    gateway.connected().send(new Frame.PingReq(Octets.EMPTY)).expect(new Frame.PingResp());
  }

  /**
   *
   *
   * <pre>
   * node               gateway
   *  --DISCONNECT(300)-->
   *  &lt;----DISCONNECT-----
   *      (asleep)
   *  --PINGREQ(n1)------>
   *  &lt;----REGISTER-------
   *  --REGACK----------->
   *  &lt;----PUBLISH--------
   *  --PUBACK----------->
   *  &lt;----PINGRESP-------
   *      (asleep)
   * </pre>
   */
  @Test
  void sleepsAndFetchesItsMessages() {
    gateway.connected().asleep(300);
    gateway.send(publish(Qos.AT_LEAST_ONCE, 5, 30, "not heard")).expectSilence();
    gateway.pass(200_000).expectSilence();
    node.wake(gateway.nowMillis);
    gateway.expect(new Frame.PingReq(Octets.utf8("n1")));
    gateway.send(new Frame.Register(5, 31, NAME)).expect(Frame.RegAck.class);
    gateway.send(publish(Qos.AT_LEAST_ONCE, 5, 32, "x")).expect(Frame.PubAck.class);
    assertEquals(DeviceState.AWAKE, node.state());
    gateway.send(new Frame.PingResp()).expectSilence();
    assertEquals(DeviceState.ASLEEP, node.state());
    assertHeard("connected", "asleep", "message a/b x", "wake complete");
  }

  @Test
  void messagesGiveTheGatewayMoreTimeWhileAwake() {
    gateway.connected().asleep(300);
    node.wake(0);
    gateway.expect(Frame.PingReq.class);
    gateway.pass(RETRY_MILLIS).expect(Frame.PingReq.class);
    gateway.pass(RETRY_MILLIS - 1).send(new Frame.Register(5, 31, NAME));
    gateway.expect(Frame.RegAck.class);
    gateway.pass(RETRY_MILLIS - 1).expectSilence();
    gateway.pass(1 + RETRY_MILLIS * 2);
    for (int copy = 0; copy < ScriptedGateway.RETRY_COUNT; copy++) {
      gateway.expect(new Frame.PingReq(Octets.utf8("n1")));
    }
    gateway.pass(RETRY_MILLIS).expectSilence();
    assertHeard("connected", "asleep", "wake given up");
    assertEquals(DeviceState.ASLEEP, node.state());
  }

  @Test
  void finishesItsWorkBeforeItSleeps() {
    gateway.connected();
    node.publish(0, Topic.predefined(1), Qos.AT_LEAST_ONCE, false, HI);
    node.sleep(0, 60);
    Frame.Publish publish = gateway.expect(Frame.Publish.class);
    gateway.expectSilence().send(new Frame.PubAck(1, publish.msgId(), ReturnCode.ACCEPTED));
    gateway.expect(new Frame.Disconnect(60));
  }

  @Test
  void publishesAgainOnceASleeperIsActive() {
    gateway.connected().asleep(300);
    node.publish(0, Topic.predefined(1), Qos.AT_MOST_ONCE, false, HI);
    gateway.expectSilence();
    node.connect(0);
    gateway.expect(Frame.Connect.class);
    gateway.send(new Frame.ConnAck(ReturnCode.ACCEPTED)).expect(Frame.Publish.class);
  }

  @Test
  void takesANewDurationWhileAsleep() {
    gateway.connected().asleep(300).asleep(600);
    assertHeard("connected", "asleep", "asleep");
  }

  @Test
  void leavesForGood() {
    gateway.connected();
    node.disconnect(0);
    gateway.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    gateway.pass(1_000_000).expectSilence();
    assertHeard("connected", "disconnected");
  }

  /** It is told to leave while it falls asleep: one DISCONNECT after the other. */
  @Test
  void leavesForGoodAfterItHasFallenAsleep() {
    gateway.connected();
    node.sleep(0, 300);
    node.disconnect(0);
    gateway.expect(new Frame.Disconnect(300)).expectSilence();
    gateway.send(new Frame.Disconnect(0)).expect(new Frame.Disconnect(0));
    gateway.send(new Frame.Disconnect(0)).expectSilence();
    assertHeard("connected", "asleep", "disconnected");
  }

  @Test
  void leavesForGoodFromSleep() {
    gateway.connected().asleep(300);
    node.disconnect(0);
    gateway.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0)).expectSilence();
    assertHeard("connected", "asleep", "disconnected");
  }

  @Test
  void doesNotSleepOnceItLeaves() {
    gateway.connected();
    node.disconnect(0);
    node.sleep(0, 60);
    gateway.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0)).connected();
    gateway.expectSilence();
    assertHeard("connected", "disconnected", "connected");
  }

  @Test
  void givesUpConnectingWhenToldToLeave() {
    node.connect(0);
    gateway.expect(Frame.Connect.class);
    node.disconnect(0);
    gateway.pass(RETRY_MILLIS * (ScriptedGateway.RETRY_COUNT + 1));
    assertHeard("disconnected");
    assertEquals(Long.MAX_VALUE, node.nextDeadline());
  }

  @Test
  void leavesForGoodEvenUnanswered() {
    gateway.connected();
    node.disconnect(0);
    gateway.pass(RETRY_MILLIS * (ScriptedGateway.RETRY_COUNT + 1));
    assertHeard("connected", "disconnected");
    assertEquals(Long.MAX_VALUE, node.nextDeadline());
  }

  /** The gateway has forgotten the node: it connects, subscribes again, and takes new ids. */
  @Test
  void connectsAgainWhenTheGatewaySaysDisconnect() {
    ScriptedGateway forgetful = new ScriptedGateway(DeviceConfig.of("n1").withCleanSession(false));
    forgetful.connected().registered("a/b", 7);
    forgetful.node.subscribe(0, Topic.named("c/#"), Qos.AT_LEAST_ONCE);
    Frame.Subscribe first = forgetful.expect(Frame.Subscribe.class);
    forgetful.send(new Frame.SubAck(Qos.AT_LEAST_ONCE, 0, first.msgId(), ReturnCode.ACCEPTED));
    forgetful.pass(RETRY_MILLIS).send(new Frame.Disconnect(0)).pass(0);
    forgetful.expect(Frame.Connect.class);
    forgetful.send(new Frame.ConnAck(ReturnCode.ACCEPTED));
    assertEquals(Octets.utf8("c/#"), forgetful.expect(Frame.Subscribe.class).topic());
  }

  /** CleanSession 0: what was agreed upon before still holds. */
  @Test
  void keepsIdsOverAConnectionThatIsResumed() {
    ScriptedGateway faithful = new ScriptedGateway(DeviceConfig.of("n1").withCleanSession(false));
    faithful.connected().registered("a/b", 7).asleep(60).connected();
    faithful.node.publish(0, TOPIC, Qos.AT_MOST_ONCE, false, HI);
    faithful.expect(publish(Qos.AT_MOST_ONCE, 7, 0, "hi"));
  }

  @Test
  void doesNotConnectMoreOftenThanOnceInARetryInterval() {
    gateway.connected();
    gateway.send(new Frame.Disconnect(0)).pass(RETRY_MILLIS - 1).expectSilence();
    gateway.pass(1).expect(Frame.Connect.class);
  }

  private void assertHeard(String... events) {
    assertEquals(List.of(events), gateway.heard);
  }
}
