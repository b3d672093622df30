package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredState;
import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.Disconnect;
import dev.mqttsn.wire.Frame.PingReq;
import dev.mqttsn.wire.Frame.PubAck;
import dev.mqttsn.wire.Frame.PubRec;
import dev.mqttsn.wire.Frame.PubRel;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.RegAck;
import dev.mqttsn.wire.Frame.Register;
import dev.mqttsn.wire.Frame.Subscribe;
import dev.mqttsn.wire.Frame.WillMsg;
import dev.mqttsn.wire.Frame.WillTopic;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node notices of the gateway's death and return: nothing. */
class RestartTest {
  private static final int SUBSCRIBE_PACKET = 65_535;

  private final StoredState disk = new StoredState();

  private static Connect connect(boolean clean) {
    return new Connect(false, clean, 1, 60, Octets.utf8("n"));
  }

  private static Publish publish(Qos qos, int topicId, int msgId, boolean dup) {
    return new Publish(dup, qos, false, TopicIdType.NORMAL, topicId, msgId, Octets.utf8("x"));
  }

  /** A node that is connected, holds a topic id and a subscription. */
  private Life settled(boolean clean) {
    Life life = new Life(disk);
    life.node(connect(clean)).broker(new BrokerEvent.Opened("n", false));
    life.node(new Register(0, 1, Octets.utf8("up/a")));
    life.node(subscribe(2, "down/#")).broker(subscribed());
    return life.whatever();
  }

  private static Subscribe subscribe(int msgId, String filter) {
    return new Subscribe(false, Qos.AT_LEAST_ONCE, TopicIdType.NORMAL, msgId, Octets.utf8(filter));
  }

  private static BrokerEvent subscribed() {
    return new BrokerEvent.SubscribeAcked("n", SUBSCRIBE_PACKET, Qos.AT_LEAST_ONCE);
  }

  private int topicId() {
    return disk.sessions().get(0).topics().get(0).id();
  }

  @Test
  void anActiveNodeGoesOnWithItsTopicIdAndItsSubscription() {
    settled(false);
    int id = topicId();
    Life next = new Life(disk);
    next.says("broker: n restore");
    next.node(publish(Qos.AT_LEAST_ONCE, id, 5, false));
    next.says("broker: n resume", "broker: n publish #5 up/a q1 x");
    next.broker(new BrokerEvent.LinkUp("n", true));
    next.broker(new BrokerEvent.PublishAcked("n", 5)).says("PUBACK 5 ACCEPTED");
    next.message("n", 9, "down/x", Qos.AT_LEAST_ONCE, "m");
    assertTrue(next.said("REGISTER"));
  }

  @Test
  void whatTheNodeWasAnsweredIsOnTheDiskFirst() {
    Life life = new Life(disk).commitsLater();
    life.node(connect(false)).says("broker: n open clean=false keepAlive=60");
    life.broker(new BrokerEvent.Opened("n", false)).says();
    assertEquals(0, disk.sessions().size());
    life.commits().says("CONNACK ACCEPTED");
    life.node(new Register(0, 1, Octets.utf8("up/a"))).says();
    life.commits().says("REGACK " + topicId() + " ACCEPTED");
    life.node(subscribe(2, "down/#")).says("broker: n subscribe down/# q1");
    life.broker(subscribed()).says();
    life.commits().says("SUBACK 0 ACCEPTED");
  }

  @Test
  void anIdThatTheNodeAskedForIsKnownToItInTheNextLife() {
    Life life = new Life(disk);
    life.node(connect(false)).broker(new BrokerEvent.Opened("n", false)).whatever();
    life.commitsLater().node(new Register(0, 1, Octets.utf8("up/a")));
    while (!life.said("REGACK")) {
      life.commitsOne();
    }
    assertTrue(disk.sessions().get(0).topics().get(0).known());
  }

  @Test
  void whatFollowsAnAnswerThatWaitsDoesNotOvertakeIt() {
    Life life = settled(false).commitsLater();
    life.node(new Register(0, 3, Octets.utf8("up/b")));
    life.node(publish(Qos.AT_LEAST_ONCE, topicId(), 4, false));
    life.broker(new BrokerEvent.PublishAcked("n", 4)).says();
    life.commits();
    assertTrue(life.said("REGACK"));
    assertTrue(life.said("broker: n publish #4"));
    life.broker(new BrokerEvent.PublishAcked("n", 4));
    assertTrue(life.said("PUBACK 4"));
  }

  @Test
  void aPublishOfASettledNodeWaitsForNoDisk() {
    Life life = settled(false).commitsLater();
    life.node(publish(Qos.AT_LEAST_ONCE, topicId(), 4, false));
    life.broker(new BrokerEvent.PublishAcked("n", 4));
    life.says("broker: n publish #4 up/a q1 x", "PUBACK 4 ACCEPTED");
    assertEquals(0, life.unwritten());
  }

  /** Released now, the message that the broker is about to repeat would be delivered twice. */
  @Test
  void anUnknownPubRecIsNotAnsweredBeforeTheBrokerHasRepeatedWhatItHolds() {
    settled(false);
    Life next = new Life(disk).whatever();
    next.node(new PubRec(9)).says("broker: n resume");
    next.broker(new BrokerEvent.LinkUp("n", true)).node(new PubRec(9)).says("PUBREL 9");
  }

  /** The node's PUBREL and a late copy of its PUBLISH change places on the network. */
  @Test
  void aCopyThatPubRelHasOvertakenDuringTheRestartIsNotPublishedAgain() {
    settled(false);
    Life next = new Life(disk).whatever();
    next.node(new PubRel(5)).says("broker: n resume", "broker: n release #5");
    next.node(publish(Qos.EXACTLY_ONCE, topicId(), 5, true)).says();
    next.broker(new BrokerEvent.LinkUp("n", true));
    next.broker(new BrokerEvent.PublishCompleted("n", 5)).says("PUBCOMP 5");
    next.node(publish(Qos.EXACTLY_ONCE, topicId(), 5, false));
    next.says("broker: n publish #5 up/a q2 x");
  }

  /** Its MsgId belongs to a message of this life: the PUBREC of that one is not for this one. */
  @Test
  void anotherMessageDuringAReleaseThatNobodyRemembersIsNoOvertakenCopy() {
    settled(false);
    Life next = new Life(disk).whatever();
    next.node(new PubRel(5)).node(publish(Qos.EXACTLY_ONCE, topicId(), 5, false)).whatever();
    next.node(
        new Publish(
            true, Qos.EXACTLY_ONCE, false, TopicIdType.NORMAL, topicId(), 5, Octets.utf8("other")));
    assertTrue(next.said("broker: n publish"));
    next.broker(new BrokerEvent.PublishReceived("n", 65_535));
    assertFalse(next.said("PUBREC"));
  }

  /** The broker may have made a session for the CONNECT that it did not answer in time. */
  @Test
  void anOpenAfterOneThatFailedIsInDoubt() {
    Life life = settled(false);
    life.node(new Disconnect(0)).whatever();
    life.node(connect(false)).whatever();
    life.broker(new BrokerEvent.OpenFailed("n", ReturnCode.CONGESTION, "no answer in time"));
    life.whatever().node(connect(false));
    life.says("broker: n open clean=false keepAlive=60 in doubt");
    life.broker(new BrokerEvent.Opened("n", true)).node(new Disconnect(0)).whatever();
    life.node(connect(false)).says("broker: n open clean=false keepAlive=60");
  }

  /** Killed meanwhile, it has the session still, but perhaps not the latest filter. */
  @Test
  void anOpenAfterTheBrokerWasLostSoonAfterASubscribeIsInDoubt() {
    Life life = settled(false);
    life.node(new Disconnect(0)).broker(new BrokerEvent.LinkDown("", "closed")).whatever();
    life.node(connect(false)).says("broker: n open clean=false keepAlive=60 in doubt");
    life.broker(new BrokerEvent.Opened("n", true)).node(new Disconnect(0));
    life.passes(3_600_000).broker(new BrokerEvent.LinkDown("", "closed")).whatever();
    life.node(connect(false)).says("broker: n open clean=false keepAlive=60");
  }

  @Test
  void afterAStartOfTheMachineTheFiltersAreInDoubt() {
    settled(false).node(new Disconnect(0));
    Life next = Life.afterBoot(disk);
    next.says().node(connect(false)).says("broker: n open clean=false keepAlive=60 in doubt");
    next.broker(new BrokerEvent.Opened("n", true)).whatever();
    Life.afterBoot(disk).says("broker: n restore in doubt");
    new Life(disk).says("broker: n restore");
  }

  /** It is of an earlier exchange: of this one the broker has nothing yet. */
  @Test
  void aPubCompForAPublishThatIsNotReleasedCompletesNothing() {
    Life life = settled(false);
    life.node(publish(Qos.EXACTLY_ONCE, topicId(), 5, false)).whatever();
    life.broker(new BrokerEvent.PublishCompleted("n", 5)).says();
    life.broker(new BrokerEvent.PublishReceived("n", 5)).says("PUBREC 5");
  }

  /** An older one that only memory holds would come again from the broker, after the younger. */
  @Test
  void noMessageIsStoredBeforeAnOlderOne() {
    Life life = settled(false);
    life.message("n", 20, "down/x", Qos.AT_LEAST_ONCE, "under way");
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "older").whatever();
    life.node(new Connect(true, false, 1, 60, Octets.utf8("n"))).whatever();
    life.message("n", 22, "down/x", Qos.AT_LEAST_ONCE, "younger");
    life.says("broker: n ack 20", "broker: n ack 21", "broker: n ack 22");
    assertEquals(
        List.of("under way", "older", "younger"),
        disk.sessions().get(0).messages().stream().map(m -> m.payload().text()).toList());
  }

  @Test
  void aSleepersMessageIsAcknowledgedOnceItIsStoredAndDeliveredAfterTheRestart() {
    Life life = settled(false);
    life.node(new Disconnect(300)).says("DISCONNECT").commitsLater();
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one").says();
    life.commits().says("broker: n ack 21");
    life.message("n", 22, "down/x", Qos.AT_LEAST_ONCE, "two").commits().says("broker: n ack 22");
    Life next = new Life(disk).whatever();
    next.node(new PingReq(Octets.utf8("n")));
    assertTrue(next.said("REGISTER"));
    next.whatever();
    int id =
        disk.sessions().get(0).topics().stream()
            .filter(topic -> topic.name().equals("down/x"))
            .findFirst()
            .orElseThrow()
            .id();
    next.node(new RegAck(id, 1, ReturnCode.ACCEPTED)).says("PUBLISH q1 " + id + " one");
    next.node(new PubAck(id, 2, ReturnCode.ACCEPTED))
        .says("broker: n ack 0", "PUBLISH q1 " + id + " two");
    next.node(new PubAck(id, 3, ReturnCode.ACCEPTED)).says("broker: n ack 0", "PINGRESP");
    assertEquals(0, disk.sessions().get(0).messages().size());
  }

  @Test
  void aSleepersQos2MessageIsNeverAcknowledgedEarly() {
    Life life = settled(false);
    life.node(new Disconnect(300)).whatever();
    life.message("n", 21, "down/x", Qos.EXACTLY_ONCE, "one").says();
    assertEquals(0, disk.sessions().get(0).messages().size());
  }

  @Test
  void whatAnActiveNodeHasNotGotWhenItFallsAsleepIsStoredThen() {
    Life life = settled(false);
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one");
    life.message("n", 22, "down/x", Qos.AT_LEAST_ONCE, "two").whatever();
    life.node(new Disconnect(300));
    assertTrue(life.said("broker: n ack 21"));
    assertTrue(life.said("broker: n ack 22"));
    assertEquals(2, disk.sessions().get(0).messages().size());
  }

  @Test
  void whatIsAcknowledgedAndStoredOutlivesLossAndReturn() {
    Life life = settled(false);
    life.node(new Disconnect(30)).message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one");
    life.passes(60_000);
    assertEquals(StoredSession.Standing.LOST, disk.sessions().get(0).head().standing());
    Life next = new Life(disk).says();
    next.node(connect(false)).broker(new BrokerEvent.Opened("n", true));
    assertTrue(next.said("CONNACK ACCEPTED"));
    assertTrue(next.said("REGISTER"), "the message is on its way");
  }

  @Test
  void aCleanConnectForgetsWhatWasStored() {
    Life life = settled(false);
    life.node(new Disconnect(30)).message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one");
    life.node(connect(true)).broker(new BrokerEvent.Opened("n", false));
    StoredSession stored = disk.sessions().get(0);
    assertEquals(0, stored.messages().size() + stored.topics().size() + stored.filters().size());
    assertTrue(stored.head().cleanSession());
  }

  @Test
  void aCleanSessionEndsOnTheDiskToo() {
    settled(true).node(new Disconnect(0));
    assertEquals(0, disk.sessions().size());
  }

  /** After the restart one would get the other's messages. */
  @Test
  void twoClientsAreNotStoredAtOneAddress() {
    Life life = settled(false);
    NodeAddress elsewhere =
        NodeAddress.direct(Life.LINK, Octets.wrap(new byte[] {10, 0, 0, 2, 0, 99}));
    life.node(elsewhere, connect(true));
    life.node(new Connect(false, false, 1, 60, Octets.utf8("other")));
    life.broker(new BrokerEvent.Opened("other", false)).whatever();
    assertEquals(2, disk.sessions().stream().map(s -> s.head().address()).distinct().count());
  }

  @Test
  void aNodeThatStaysAwayAfterTheRestartIsLostAndItsWillPublished() {
    Life life = new Life(disk);
    life.node(new Connect(true, false, 1, 60, Octets.utf8("n")));
    life.node(new WillTopic(Qos.AT_LEAST_ONCE, false, Octets.utf8("lw")));
    life.node(new WillMsg(Octets.utf8("gone"))).broker(new BrokerEvent.Opened("n", false));
    life.passes(50_000);
    Life next = new Life(disk).whatever();
    next.broker(new BrokerEvent.LinkUp("n", true)).passes(89_000).says();
    next.passes(2_000).says("broker: n publish #65535 lw q1 gone");
    // The gateway dies before the broker has it: the next life publishes it, and only once.
    Life third = new Life(disk);
    third.says("broker: n restore", "broker: n publish #65535 lw q1 gone");
    third.broker(new BrokerEvent.LinkUp("n", true));
    third.broker(new BrokerEvent.PublishAcked("n", 65_535)).says("broker: n close");
    new Life(disk).says();
  }

  @Test
  void aReleaseThatTheGatewayForgotGoesToTheBrokerUnderTheIdOfItsPublish() {
    Life life = settled(false);
    life.node(subscribe(9, "other")).whatever();
    // The node happens to use the packet id of that SUBSCRIBE, which the broker has not answered.
    int subscribePacket = SUBSCRIBE_PACKET - 1;
    life.node(publish(Qos.EXACTLY_ONCE, topicId(), subscribePacket, false));
    life.says("broker: n publish #" + (subscribePacket - 1) + " up/a q2 x");
    life.broker(new BrokerEvent.PublishReceived("n", subscribePacket - 1));
    life.says("PUBREC " + subscribePacket);
    Life next = new Life(disk).whatever();
    next.node(new PubRel(subscribePacket));
    next.says("broker: n resume", "broker: n release #" + (subscribePacket - 1));
    next.broker(new BrokerEvent.PublishCompleted("n", subscribePacket - 1));
    next.says("PUBCOMP " + subscribePacket);
    assertTrue(disk.sessions().get(0).packetIds().isEmpty());
  }

  @Test
  void aClientThatAnotherGatewayServesIsNotTakenBackByARestart() {
    settled(false).broker(new BrokerEvent.TakenOver("n"));
    Life next = new Life(disk).says();
    next.node(new PingReq(Octets.EMPTY));
    next.says("broker: n restore", "broker: n resume", "PINGRESP");
  }

  @Test
  void aWakeWritesNothing() {
    Life life = settled(false);
    life.node(new Disconnect(300)).commitsLater();
    for (int i = 0; i < 3; i++) {
      life.node(new PingReq(Octets.utf8("n")));
    }
    assertEquals(0, life.unwritten());
  }

  @Test
  void aNodeThatMovedIsFoundAtItsNewPlace() {
    Life life = settled(false);
    NodeAddress elsewhere =
        NodeAddress.direct(Life.LINK, Octets.wrap(new byte[] {10, 0, 0, 2, 0, 7}));
    life.node(new Disconnect(300));
    life.node(elsewhere, new PingReq(Octets.utf8("n"))).whatever();
    Life next = new Life(disk).whatever();
    next.node(elsewhere, new PingReq(Octets.EMPTY));
    assertTrue(next.said("PINGRESP"));
  }

  @Test
  void withoutADiskWhatCannotBePromisedIsCongestionAndDataFlows() {
    Life life = settled(false).diskFails();
    life.node(publish(Qos.AT_LEAST_ONCE, topicId(), 4, false));
    life.broker(new BrokerEvent.PublishAcked("n", 4));
    life.says("broker: n publish #4 up/a q1 x", "PUBACK 4 ACCEPTED");
    life.node(new Register(0, 5, Octets.utf8("up/b"))).says("REGACK 0 CONGESTION");
    life.node(subscribe(6, "more/#")).whatever();
    life.broker(new BrokerEvent.SubscribeAcked("n", SUBSCRIBE_PACKET - 1, Qos.AT_LEAST_ONCE));
    life.says("SUBACK 0 CONGESTION");
    life.node(new Disconnect(300)).whatever();
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one").says();
  }

  @Test
  void whatWaitsWhenTheDiskFailsIsSaidWithoutItsPromise() {
    Life life = settled(false);
    life.node(new Disconnect(300)).whatever().commitsLater();
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one").says();
    life.diskFails().says();
    life.diskIsWell().says("broker: n ack 21");
    assertEquals(1, disk.sessions().get(0).messages().size());
  }

  /** It would go on sending to a node that was refused, and publish its will at last. */
  @Test
  void aConnectionThatIsRefusedAsTheDiskFailsHasNotBegun() {
    Life life = settled(false);
    life.node(new Disconnect(300)).message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one").whatever();
    life.commitsLater().node(connect(false)).says();
    life.diskFails().says("CONNACK CONGESTION").passes(1).says("broker: n close");
    life.node(connect(false)).says("broker: n open clean=false keepAlive=60");
    life.broker(new BrokerEvent.Opened("n", true)).says("CONNACK CONGESTION");
    life.message("n", 22, "down/x", Qos.AT_LEAST_ONCE, "two").says();
    life.passes(1).says("broker: n close");
  }

  @Test
  void anIdWhoseSubAckBecameCongestionIsAnnouncedAgain() {
    Life life = settled(false).diskFails();
    life.node(subscribe(6, "more")).whatever();
    life.broker(new BrokerEvent.SubscribeAcked("n", SUBSCRIBE_PACKET - 1, Qos.AT_LEAST_ONCE));
    life.says("SUBACK 0 CONGESTION");
    life.message("n", 21, "more", Qos.AT_LEAST_ONCE, "one");
    assertTrue(life.said("REGISTER"));
  }

  private static void subscribesWithAMessageReady(Life life) {
    life.node(subscribe(6, "more")).whatever();
    life.message("n", 21, "more", Qos.AT_LEAST_ONCE, "one").says();
    life.broker(new BrokerEvent.SubscribeAcked("n", SUBSCRIBE_PACKET - 1, Qos.AT_LEAST_ONCE));
  }

  /** The message was ready with the SUBACK; it comes when the node knows its id. */
  @Test
  void aMessageBehindASubAckThatBecameCongestionWaitsForItsRegister() {
    Life life = settled(false).diskFails();
    subscribesWithAMessageReady(life);
    life.says("SUBACK 0 CONGESTION").passes(1);
    assertTrue(life.said("REGISTER"));
  }

  @Test
  void aMessageThatWaitedForTheDiskBehindItsSubAckWaitsForItsRegister() {
    Life life = settled(false).commitsLater();
    subscribesWithAMessageReady(life);
    life.says().diskFails().says("SUBACK 0 CONGESTION").passes(1);
    assertTrue(life.said("REGISTER"));
  }

  /** It asks for an id that it knows from our REGISTER; the refusal takes nothing from it. */
  @Test
  void anIdThatTheNodeKnewBeforeStaysKnown() {
    Life life = settled(false);
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "one").whatever();
    int id =
        disk.sessions().get(0).topics().stream()
            .filter(topic -> topic.name().equals("down/x"))
            .findFirst()
            .orElseThrow()
            .id();
    life.node(new RegAck(id, 1, ReturnCode.ACCEPTED)).diskFails().whatever();
    life.node(new Register(0, 5, Octets.utf8("up/b"))).says("REGACK 0 CONGESTION");
    life.passes(45_000).whatever();
    life.node(new Register(0, 6, Octets.utf8("down/x")));
    life.says("REGACK 0 CONGESTION", "PUBLISH q1 dup " + id + " one");
  }

  @Test
  void aDiskThatIsWellAgainIsGivenEverything() {
    Life life = settled(false).diskFails();
    life.node(new Register(0, 5, Octets.utf8("up/b"))).whatever();
    life.diskIsWell();
    assertEquals(2, disk.sessions().get(0).topics().size());
    life.node(new Register(0, 5, Octets.utf8("up/b")));
    assertTrue(life.said("REGACK"));
    assertFalse(life.said("REGACK 0"));
  }

  /** Its window full of these, the broker would send nothing more before the node wakes. */
  @Test
  void whatCameForASleeperDuringAnOutageIsStoredAndAcknowledgedAfterIt() {
    Life life = settled(false);
    life.node(new Disconnect(300)).whatever().commitsLater();
    life.message("n", 21, "down/x", Qos.AT_LEAST_ONCE, "when it began").says();
    life.diskFails().message("n", 22, "down/x", Qos.AT_LEAST_ONCE, "meanwhile").says();
    life.diskIsWell().says("broker: n ack 21", "broker: n ack 22");
    assertEquals(2, disk.sessions().get(0).messages().size());
  }

  @Test
  void acknowledgedMessagesStayInOrderBehindThoseOfTheBroker() {
    Life life = settled(false);
    life.node(new Disconnect(300));
    for (int i = 1; i <= 5; i++) {
      life.message("n", 20 + i, "down/x", Qos.AT_LEAST_ONCE, "m" + i);
    }
    Life next = new Life(disk).whatever();
    next.broker(new BrokerEvent.LinkUp("n", true));
    next.message("n", 40, "down/x", Qos.AT_LEAST_ONCE, "m6");
    assertEquals(6, disk.sessions().get(0).messages().size());
    assertEquals("m6", disk.sessions().get(0).messages().get(5).payload().text());
  }

  @Test
  void atItsLimitTheBufferKeepsWhatItAcknowledgedAndRefusesMore() {
    Life life = new Life(disk, Limits.DEFAULT.withBuffer(3, 1 << 20));
    life.node(connect(false)).broker(new BrokerEvent.Opened("n", false));
    life.node(subscribe(2, "down/#")).broker(subscribed());
    life.node(new Disconnect(300)).whatever();
    for (int i = 1; i <= 5; i++) {
      life.message("n", 20 + i, "down/x", Qos.AT_LEAST_ONCE, "m" + i);
    }
    assertEquals(3, disk.sessions().get(0).messages().size());
    assertTrue(life.said("broker: n ack 23"));
    assertFalse(life.said("broker: n ack 24"));
    assertTrue(life.said("broker: n refuse 24"));
  }

  /** It is of an earlier link; stored, it would come up in the session that begins now. */
  @Test
  void aMessageBeforeTheFirstConnectionIsNotStored() {
    Life life = new Life(disk);
    life.node(new Connect(true, true, 1, 60, Octets.utf8("n")));
    life.message("n", 1, "t", Qos.AT_LEAST_ONCE, "old");
    life.node(new WillTopic(Qos.AT_LEAST_ONCE, false, Octets.utf8("lw")));
    life.node(new WillMsg(Octets.utf8("gone"))).broker(new BrokerEvent.Opened("n", false));
    StoredSession stored = disk.sessions().get(0);
    assertEquals(0, stored.messages().size());
    assertFalse(life.said("broker: n ack"));
  }
}
