package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes, and what the broker keeps, when a sleeper's buffer is full. */
final class OverflowTest {
  private static final Limits THREE = Play.buffer(3, Limits.Overflow.DROP_OLDEST_QOS0_FIRST);

  private Play play;
  private Play.Broker broker;
  private Play.Node node;
  private int topic;

  private void asleep(Limits limits, boolean clean) {
    play = Play.setting().limits(limits).begin();
    broker = play.broker();
    node = play.node("sleeper");
    if (clean) {
      node.connects();
    } else {
      node.connectsPersistent(60);
    }
    topic = node.subscribes("t", 1);
    node.sleeps(600);
  }

  /** What a whole wake brings, QoS 1 acknowledged, by payload; it ends with PINGRESP. */
  private String wake() {
    StringBuilder all = new StringBuilder();
    node.wakes();
    Frame next = node.expect(Frame.class);
    while (next instanceof Frame.Publish publish) {
      all.append(publish.data().text());
      if (publish.msgId() != 0) {
        node.acks(publish);
      }
      next = node.expect(Frame.class);
    }
    assertEquals(pingResp(), next);
    return all.toString();
  }

  private int dropped() {
    return play.drops().getOrDefault("message", 0);
  }

  @Test
  void theOldestQosZeroMessageGoesFirst() {
    asleep(THREE, true);
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 0, "b");
    broker.publishes("sleeper", "t", 0, "c");
    broker.publishes("sleeper", "t", 1, "d");
    assertEquals(1, dropped());
    assertEquals("acd", wake());
  }

  @Test
  void aNewQosZeroMessageReplacesTheOldestOfItsKind() {
    asleep(THREE, true);
    broker.publishes("sleeper", "t", 0, "a");
    broker.publishes("sleeper", "t", 1, "b");
    broker.publishes("sleeper", "t", 1, "c");
    broker.publishes("sleeper", "t", 0, "d");
    assertEquals("bcd", wake());
  }

  @Test
  void withoutQosZeroTheOldestGoesForACleanSessionAndIsCounted() {
    asleep(THREE, true);
    List<BrokerEvent.MessageArrived> all =
        broker.publishesAll("sleeper", "t", "a", "b", "c", "d", "e");
    assertEquals(2, dropped());
    broker.expectsAck(all.get(0)).expectsAck(all.get(1)).expectsNothing();
    assertEquals("cde", wake());
  }

  @Test
  void aQosZeroMessageDoesNotPushOutAnAcknowledgedOne() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c");
    broker.publishes("sleeper", "t", 0, "d");
    assertEquals(1, dropped());
    broker.expectsNothing();
    assertEquals("abc", wake());
  }

  @Test
  void dropOldestDropsTheOldestWhateverItsQos() {
    asleep(Play.buffer(2, Limits.Overflow.DROP_OLDEST), true);
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 0, "b");
    broker.publishes("sleeper", "t", 0, "c");
    assertEquals("bc", wake());
    assertEquals(1, dropped());
  }

  @Test
  void dropNewestDropsWhatComes() {
    asleep(Play.buffer(2, Limits.Overflow.DROP_NEWEST), true);
    broker.publishes("sleeper", "t", 0, "a");
    broker.publishes("sleeper", "t", 1, "b");
    BrokerEvent.MessageArrived c = broker.publishes("sleeper", "t", 1, "c");
    broker.expectsAck(c);
    assertEquals("ab", wake());
    assertEquals(1, dropped());
  }

  @Test
  void octetsAreBoundedToo() {
    asleep(Play.bufferOctets(200, 1_000_000), true);
    for (int i = 0; i < 10; i++) {
      broker.publishes("sleeper", "t", 0, i + "-".repeat(60));
    }
    String heard = wake();
    assertTrue(heard.length() <= 200, heard);
    assertTrue(heard.startsWith("7") && heard.contains("9"), "the newest, in order: " + heard);
    assertEquals(7, dropped());
  }

  @Test
  void allSleepersTogetherAreBounded() {
    asleep(Play.bufferOctets(10_000, 500), true);
    Play.Node other = play.node("other").connects();
    other.subscribes("o", 0);
    other.sleeps(600);
    for (int i = 0; i < 5; i++) {
      broker.publishes("sleeper", "t", 0, i + "-".repeat(90));
      broker.publishes("other", "o", 0, i + "-".repeat(90));
    }
    List<Frame> others = other.wakes().drain();
    int octets = wake().length();
    for (Frame frame : others) {
      octets += frame instanceof Frame.Publish publish ? publish.data().length() : 0;
    }
    assertTrue(octets <= 500, octets + " octets were held");
    assertTrue(dropped() >= 5);
  }

  @Test
  void roomThatIsTakenIsFreeAgainAfterTheWake() {
    asleep(THREE, true);
    for (int round = 0; round < 5; round++) {
      broker.publishesAll("sleeper", "t", "a", "b", "c");
      assertEquals("abc", wake());
    }
    assertEquals(0, dropped());
  }

  @Test
  void theBrokerKeepsWhatAPersistentClientsBufferCannotHold() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c");
    broker.expectsNothing();
    BrokerEvent.MessageArrived d = broker.publishes("sleeper", "t", 1, "d");
    broker.expects(new BrokerCommand.Refuse("sleeper", d.delivery()));
    broker.expects(new BrokerCommand.Suspend("sleeper")).expectsNothing();
    play.advance(500);
    assertTrue(broker.all(BrokerCommand.Resume.class).isEmpty());
    assertEquals("asleep", play.stateOf("sleeper"));
    assertEquals(0, dropped());
  }

  @Test
  void qosZeroMakesRoomBeforeTheBrokerLinkIsClosed() {
    asleep(THREE, false);
    broker.publishes("sleeper", "t", 1, "a");
    broker.publishes("sleeper", "t", 0, "b");
    broker.publishesAll("sleeper", "t", "c", "d");
    broker.expectsNothing();
    assertEquals("acd", wake());
  }

  @Test
  void whatIsOnItsWayWhenTheLinkIsClosedIsRefusedToo() {
    asleep(THREE, false);
    List<BrokerEvent.MessageArrived> all =
        broker.publishesAll("sleeper", "t", "a", "b", "c", "d", "e");
    broker.expects(new BrokerCommand.Refuse("sleeper", all.get(3).delivery()));
    broker.expects(new BrokerCommand.Suspend("sleeper"));
    broker.expects(new BrokerCommand.Refuse("sleeper", all.get(4).delivery()));
    broker.expectsNothing();
  }

  @Test
  void theWakeReopensTheLinkAndTheBrokersRestFollowsInOrder() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    node.wakes().takes(topic, "a").takes(topic, "b");
    assertEquals(
        List.of(new BrokerCommand.Resume("sleeper")), broker.all(BrokerCommand.Resume.class));
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    broker.publishesAll("sleeper", "t", "d", "e");
    node.takes(topic, "c");
    // The bound of an awake phase may be reached here, so that the rest needs another wake.
    String rest = node.hearsMore() instanceof Frame.Publish d ? restOf(d) : wake();
    assertEquals("de", rest);
    assertEquals(0, dropped());
  }

  private String restOf(Frame.Publish first) {
    String data = first.data().text();
    String more = node.acks(first).hearsMore() instanceof Frame.Publish next ? restOf(next) : "";
    return data + more;
  }

  @Test
  void pingRespWaitsAMomentForWhatTheBrokerKept() {
    asleep(Play.bufferOctets(300, 10_000), false);
    String large = "-".repeat(80);
    broker.publishesAll("sleeper", "t", "a" + large, "b" + large, "c" + large, "d" + large);
    broker.expects(BrokerCommand.Refuse.class);
    node.wakes().takes(topic, "a" + large).takes(topic, "b" + large).takes(topic, "c" + large);
    play.advance(Duration.ofMillis(100));
    node.expectNothing();
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    node.expectNothing();
    broker.publishes("sleeper", "t", 1, "d" + large);
    node.takes(topic, "d" + large);
    play.advance(5);
    node.expect(pingResp()).expectNothing();
  }

  @Test
  void aLinkThatIsSlowToReopenDoesNotKeepTheNodeAwake() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    node.wakes().takes(topic, "a").takes(topic, "b").takes(topic, "c");
    play.advance(9);
    node.expect(pingResp()).expectNothing();
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    broker.publishes("sleeper", "t", 1, "d");
    node.expectNothing();
    node.wakes().takes(topic, "d").expect(pingResp());
  }

  @Test
  void connectReopensTheLinkAsWell() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    node.connectsPersistent(60);
    assertEquals(topic, node.learns("t"));
    node.takes(topic, "a").takes(topic, "b").takes(topic, "c").expectNothing();
    int closed = broker.all(BrokerCommand.Suspend.class).size();
    int opened = broker.all(BrokerCommand.Open.class).size() - 1;
    assertTrue(opened + broker.all(BrokerCommand.Resume.class).size() >= closed);
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    broker.publishes("sleeper", "t", 1, "d");
    node.takes(topic, "d").expectNothing();
  }

  @Test
  void anActiveClientThatDoesNotAcknowledgeIsBoundedToo() {
    play = Play.setting().limits(THREE).begin();
    broker = play.broker();
    node = play.node("slow").connects();
    topic = node.subscribes("t", 1);
    for (int i = 0; i < 10; i++) {
      broker.publishes("slow", "t", 1, "m" + i);
    }
    Frame.Publish first = node.hears(1, topic, "m0");
    node.expectNothing().acks(first);
    int more = 0;
    while (node.hearsMore() instanceof Frame.Publish next) {
      more++;
      node.acks(next);
    }
    assertTrue(more <= 3, more + " more were held");
  }

  @Test
  void qosZeroWithinTheLimitIsBufferedLikeAllOthers() {
    asleep(THREE, false);
    broker.publishes("sleeper", "t", 0, "a");
    broker.publishes("sleeper", "t", 0, "b");
    node.wakes().expect(publish(0, topic, 0, "a"), publish(0, topic, 0, "b"), pingResp());
    node.expectNothing();
  }

  @Test
  void aSleeperThatPublishesWhileItsLinkIsClosedIsAnswered() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    node.sends(Messages.publishShort(1, "ab", 9, "up"));
    assertEquals(
        List.of(new BrokerCommand.Resume("sleeper")), broker.all(BrokerCommand.Resume.class));
    broker.tells(new BrokerEvent.LinkUp("sleeper", true)).acks("sleeper", 9);
    node.expect(Messages.pubAck(Messages.shortName("ab"), 9)).expectNothing();
  }

  @Test
  void theWillOfALostSleeperWhoseLinkIsClosedIsPublished() {
    play = Play.setting().limits(THREE).begin();
    broker = play.broker();
    node = play.node("sleeper").connectsWithWill(false, 60, 1, "lw", "gone");
    node.subscribes("t", 1);
    node.sleeps(60);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    play.advance(100);
    assertEquals("lost", play.stateOf("sleeper"));
    assertEquals(1, broker.all(BrokerCommand.Resume.class).size());
    broker.tells(new BrokerEvent.LinkUp("sleeper", true));
    BrokerCommand.Publish will = broker.all(BrokerCommand.Publish.class).get(0);
    assertEquals("lw", will.topic());
    assertTrue(broker.all(BrokerCommand.Close.class).isEmpty());
    broker.acks("sleeper", will.packetId());
    assertEquals(1, broker.all(BrokerCommand.Close.class).size());
  }

  @Test
  void aMessageLargerThanTheBufferIsNotRefusedForGood() {
    asleep(Play.bufferOctets(100, 100_000), false);
    String large = "x".repeat(200);
    broker.publishes("sleeper", "t", 1, large);
    int repeated = 0;
    for (int wakes = 0; wakes < 5; wakes++) {
      node.wakes();
      if (broker.all(BrokerCommand.Resume.class).size() > repeated) {
        repeated++;
        broker.tells(new BrokerEvent.LinkUp("sleeper", true));
        broker.publishes("sleeper", "t", 1, large);
      }
      while (node.hearsMore() instanceof Frame.Publish publish) {
        node.acks(publish);
      }
      play.advance(60);
      node.drain();
    }
    assertEquals(1, broker.all(BrokerCommand.AckDown.class).size(), "delivered, or dropped");
  }

  @Test
  void anActivePersistentClientThatIsSlowIsServedFromTheBroker() {
    play = Play.setting().limits(THREE).begin();
    broker = play.broker();
    node = play.node("slow").connectsPersistent(0);
    topic = node.subscribes("t", 1);
    broker.publishesAll("slow", "t", "a", "b", "c", "d", "e");
    Frame.Publish a = node.hears(1, topic, "a");
    assertEquals(2, broker.all(BrokerCommand.Refuse.class).size());
    assertEquals(1, broker.all(BrokerCommand.Suspend.class).size());
    node.acks(a).takes(topic, "b").takes(topic, "c").expectNothing();
    assertEquals(1, broker.all(BrokerCommand.Resume.class).size());
    broker.tells(new BrokerEvent.LinkUp("slow", true));
    broker.publishesAll("slow", "t", "d", "e");
    node.takes(topic, "d").takes(topic, "e").expectNothing();
  }

  @Test
  void qosTwoThatDoesNotFitIsKeptByTheBrokerToo() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c");
    BrokerEvent.MessageArrived d = broker.publishes("sleeper", "t", 2, "d");
    broker.expects(new BrokerCommand.Refuse("sleeper", d.delivery()));
    broker.expects(new BrokerCommand.Suspend("sleeper")).expectsNothing();
  }

  @Test
  void disconnectOfASleeperWhoseLinkIsClosedEndsIt() {
    asleep(THREE, false);
    broker.publishesAll("sleeper", "t", "a", "b", "c", "d");
    broker.drain();
    node.sends(Messages.disconnect()).expect(Messages.disconnect());
    broker.expects(new BrokerCommand.Close("sleeper")).expectsNothing();
  }

  /** All sleepers' octets together are used up by one; the id of an idle active client's topic. */
  private int activeBesideAGreedySleeper(Play.Node active) {
    for (int i = 0; i < 5; i++) {
      broker.publishes("sleeper", "t", 1, "x".repeat(90));
    }
    broker.drain();
    return active.connects().subscribes("a", 1);
  }

  @Test
  void aGreedySleeperDoesNotKeepQosZeroFromIdleActiveClients() {
    asleep(Play.bufferOctets(1_000, 300), true);
    Play.Node active = play.node("active");
    int id = activeBesideAGreedySleeper(active);
    broker.publishes("active", "a", 0, "y".repeat(90));
    active.expect(publish(0, id, 0, "y".repeat(90)));
  }

  @Test
  void aGreedySleeperDoesNotKeepQosOneFromIdleActiveClients() {
    asleep(Play.bufferOctets(1_000, 300), true);
    Play.Node active = play.node("active");
    int id = activeBesideAGreedySleeper(active);
    broker.publishes("active", "a", 1, "z".repeat(90));
    broker.expectsNothing();
    active.takes(id, "z".repeat(90)).expectNothing();
  }

  @Test
  void whatASessionHeldIsFreeForOthersWhenItEnds() {
    asleep(Play.bufferOctets(1_000, 300), true);
    for (int i = 0; i < 50; i++) {
      Play.Node next = play.node("n" + i).connects();
      next.subscribes("o", 1);
      next.sleeps(60);
      broker.publishes("n" + i, "o", 1, "x".repeat(90));
      broker.publishes("n" + i, "o", 0, "x".repeat(90));
      if (i % 3 == 0) {
        next.sends(Messages.disconnect()).expect(Messages.disconnect());
      } else if (i % 3 == 1) {
        next.connects().sends(Messages.disconnect()).expect(Messages.disconnect());
      } else {
        play.advance(100);
      }
      node.wakes().expect(pingResp());
    }
    assertEquals(0, dropped());
  }
}
