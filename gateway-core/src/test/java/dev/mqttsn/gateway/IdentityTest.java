package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.publishShort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.wire.Frame;
import org.junit.jupiter.api.Test;

/** A client is its client id; the address is where it is heard at the moment. */
final class IdentityTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();

  @Test
  void idsAreExact() {
    String[] ids = {"dev1", "dev10", "dev", "DEV1", "dev1 ", "dev:1"};
    for (String id : ids) {
      play.node(id).connects();
    }
    for (String id : ids) {
      play.node(id).sends(publishShort(0, "ab", 0, id)).expectNothing();
      broker.expectsPublish(id, 0, "ab", 0, id);
    }
    assertEquals(ids.length, play.sessions());
  }

  @Test
  void connectFromANewAddressTakesTheSessionOver() {
    Play.Node old = play.node("n").connectsPersistent(0);
    int topic = old.registers("t");
    Play.Node moved = play.node("n", 2).connectsPersistent(0);
    moved.sends(publish(0, topic, 0, "x"));
    broker.expectsPublish("n", 0, "t", 0, "x");
    assertEquals(1, play.sessions());
    old.drain();
    old.sends(pingReq()).expect(disconnect()).expectNothing();
    moved.expectNothing();
  }

  @Test
  void whatWaitsFollowsTheClientToItsNewAddress() {
    Play.Node old = play.node("n").connectsPersistent(0);
    int topic = old.subscribes("t", 1);
    old.sleeps(1_000);
    broker.publishes("n", "t", 1, "a");
    Play.Node moved = play.node("n", 2).connectsPersistent(0);
    assertEquals(topic, moved.learns("t"));
    moved.takes(topic, "a").expectNothing();
    old.expectNothing();
  }

  @Test
  void anExchangeThatIsOpenFollowsTheClient() {
    Play.Node old = play.node("n").connectsPersistent(0);
    int topic = old.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    old.hears(1, topic, "a");
    Play.Node moved = play.node("n", 2).connectsPersistent(0);
    moved.learns("t");
    Frame.Publish a = moved.expect(Frame.Publish.class);
    assertEquals("a", a.data().text());
    moved.acks(a);
    old.drain();
    play.advance(100);
    old.expectNothing();
    moved.expectNothing();
  }

  @Test
  void aRestartedNodeAtANewPortWithCleanSessionBeginsAnew() {
    play.node("n").connects().subscribes("t", 1);
    Play.Node moved = play.node("n", 2).connects();
    broker.publishes("n", "ab", 0, "x");
    moved.expect(Frame.Publish.class);
    assertEquals(1, play.sessions());
  }

  @Test
  void aNewClientAtAKnownAddressEndsTheOldOneAsLost() {
    Play.Node node = play.node("old").connectsPersistent(0);
    node.registers("t");
    node.sends(connect("new")).expect(connAck()).expectNothing();
    assertEquals("lost", play.stateOf("old"));
    assertEquals("active", play.stateOf("new"));
    broker.expects(new BrokerCommand.Close("old"));
    node.sends(publishShort(0, "ab", 0, "x"));
    broker.expectsPublish("new", 0, "ab", 0, "x").expectsNothing();
  }

  @Test
  void theNewClientHasNothingOfTheOldOne() {
    Play.Node node = play.node("old").connectsPersistent(0);
    int topic = node.subscribes("t", 1);
    node.sends(connect("new")).expect(connAck());
    node.sends(publish(1, topic, 1, "x"));
    node.expect(Messages.pubAck(topic, 1, Messages.INVALID_ID));
    broker.publishes("old", "t", 1, "for the old one");
    play.advance(30);
    node.expectNothing();
  }

  @Test
  void theOldClientMayComeBackFromElsewhere() {
    Play.Node node = play.node("old").connectsPersistent(0);
    int topic = node.registers("t");
    node.sends(connect("new")).expect(connAck());
    broker.expects(new BrokerCommand.Close("old"));
    Play.Node back = play.node("old", 2).connectsPersistent(0);
    back.sends(publish(0, topic, 0, "x"));
    broker.expectsPublish("old", 0, "t", 0, "x");
    node.sends(pingReq()).expect(pingResp());
    assertEquals("active", play.stateOf("new"));
  }

  @Test
  void addressesThatSwapTheirClients() {
    Play.Node first = play.node("a").connectsPersistent(0);
    Play.Node second = play.node("b").connectsPersistent(0);
    first.sends(connect("b", false, false, 0)).expect(connAck());
    second.drain();
    second.sends(connect("a", false, false, 0)).expect(connAck());
    broker.drain();
    first.drain();
    first.sends(publishShort(0, "ab", 0, "x"));
    broker.expectsPublish("b", 0, "ab", 0, "x");
    second.sends(publishShort(0, "ab", 0, "y"));
    broker.expectsPublish("a", 0, "ab", 0, "y");
    assertEquals(2, play.sessions());
  }

  @Test
  void aDisconnectedClientsAddressIsFreeForAnother() {
    Play.Node node = play.node("old").connectsPersistent(0);
    node.sends(disconnect()).expect(disconnect());
    broker.expects(new BrokerCommand.Close("old"));
    node.sends(connect("new")).expect(connAck());
    broker.expectsNothing();
    assertEquals("disconnected", play.stateOf("old"));
  }

  @Test
  void aSleeperWhoseAddressAnotherTakesIsLost() {
    Play.Node node = play.node("old").connectsPersistent(60).sleeps(600);
    node.sends(connect("new")).expect(connAck());
    assertEquals("lost", play.stateOf("old"));
  }

  @Test
  void theIdOfAPingReqDecides() {
    Play.Node sleeper = play.node("sleeper").connectsPersistent(60);
    int topic = sleeper.subscribes("t", 1);
    sleeper.sleeps(600);
    broker.publishes("sleeper", "t", 1, "a");
    Play.Node other = play.node("other").connectsPersistent(60);
    other.sends(pingReq("nobody")).expect(disconnect());
    sleeper.wakes().takes(topic, "a").expect(pingResp());
    assertEquals("active", play.stateOf("other"));
  }

  @Test
  void theIdOfAPingReqIsExactToo() {
    play.node("dev1").connectsPersistent(60).sleeps(600);
    play.node("x").sends(pingReq("dev")).expect(disconnect());
    play.node("y").sends(pingReq("dev10")).expect(disconnect());
    assertEquals("asleep", play.stateOf("dev1"));
  }

  @Test
  void acknowledgementsFromElsewhereDoNotCount() {
    Play.Node node = play.node("n").connectsPersistent(0);
    int topic = node.subscribes("t", 1);
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.node("n", 2).acks(a).expect(disconnect());
    broker.expectsNothing();
    node.acks(a);
    broker.expects(BrokerCommand.AckDown.class);
  }

  @Test
  void idsOfDifferentClientsNeedNotAgree() {
    int first = play.node("a").connects().registers("one");
    play.node("b").connects();
    Play.Node b = play.node("b");
    b.registers("other");
    int second = b.registers("one");
    assertNotEquals(0, first);
    b.sends(publish(0, second, 0, "x"));
    broker.expectsPublish("b", 0, "one", 0, "x");
  }

  @Test
  void aSleeperThatMovedIsNotFoundAtItsOldAddressByAnother() {
    Play.Node old = play.node("n").connectsPersistent(60).sleeps(600);
    play.node("n", 2).wakes().expect(pingResp());
    old.sends(connect("m")).expect(connAck());
    assertEquals("asleep", play.stateOf("n"));
    play.node("n", 2).wakes().expect(pingResp());
  }

  @Test
  void aClientThatComesHomeToAnAddressOfAnotherEndsThatOne() {
    play.node("n").connectsPersistent(60);
    Play.Node there = play.node("m").connectsPersistent(60).sleeps(600);
    there.sends(connect("n", false, false, 60)).expect(connAck());
    assertEquals("lost", play.stateOf("m"));
    assertEquals("active", play.stateOf("n"));
    play.node("n").drain();
    play.node("n").sends(pingReq()).expect(disconnect());
  }

  @Test
  void aSleeperThatWakesAtTheAddressOfAnotherTakesIt() {
    Play.Node sleeper = play.node("n").connectsPersistent(60).sleeps(600);
    Play.Node there = play.node("m").connectsPersistent(60).sleeps(600);
    there.sends(pingReq("n")).expect(pingResp());
    sleeper.sends(pingReq()).expect(disconnect());
    there.sends(publishShort(0, "ab", 0, "x"));
    assertEquals("n", broker.all(BrokerCommand.Publish.class).get(0).clientId());
  }
}
