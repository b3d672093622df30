package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.publishShort;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Nodes behind a forwarder: MQTT-SN 1.2 5.5. A node of a play hears only what bears its node id.
 */
final class ForwarderTest {
  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker();

  /** Octets as they come from the forwarder's address. */
  private void raw(int... octets) {
    byte[] datagram = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      datagram[i] = (byte) octets[i];
    }
    play.datagram(play.node("f").address(), datagram);
  }

  @Test
  void manyNodesBehindOneAddressAreEachTheirOwn() {
    for (int i = 0; i < 300; i++) {
      play.node("n" + i, "f", "id" + i).connects();
    }
    assertEquals(300, play.sessions());
    for (int i = 0; i < 300; i++) {
      Play.Node node = play.node("n" + i, "f", "id" + i);
      node.sends(publishShort(0, "ab", 0, "x")).expectNothing();
      broker.expectsPublish("n" + i, 0, "ab", 0, "x");
    }
  }

  @Test
  void messagesHoursLaterBearTheNodeIdToo() {
    Play.Node node = play.node("n", "f", "id").connectsPersistent(0);
    Play.Node other = play.node("m", "f", "id2").connectsPersistent(0);
    int topic = node.subscribes("t", 1);
    play.advance(Duration.ofHours(5));
    broker.publishes("n", "t", 1, "a");
    Frame.Publish a = node.hears(1, topic, "a");
    play.advance(10);
    node.expect(a.asRepetition()).acks(a).expectNothing();
    other.expectNothing();
    play.node("f").expectNothing();
  }

  @Test
  void theForwardersOwnAddressIsYetAnotherNode() {
    Play.Node node = play.node("n", "f", "id").connects();
    Play.Node direct = play.node("f").connects();
    assertEquals(2, play.sessions());
    direct.sends(disconnect()).expect(disconnect());
    node.sends(pingReq()).expect(pingResp());
  }

  @Test
  void nodeIdsAreComparedExactly() {
    Play.Node node = play.node("n", "f", "id").connects();
    play.node("?", "f", "i").sends(pingReq()).expect(disconnect());
    play.node("?", "f", "id0").sends(pingReq()).expect(disconnect());
    play.node("?", "g", "id").sends(pingReq()).expect(disconnect());
    node.sends(pingReq()).expect(pingResp());
  }

  @Test
  void aNodeIdMayBeAnyOctetsUpToTheLongest() {
    NodeAddress forwarder = play.node("f").address();
    for (int length : new int[] {1, 2, 8, 251, 252}) {
      byte[] id = new byte[length];
      id[length - 1] = (byte) 0xFE;
      Play.Node node = play.nodeAt("n" + length, forwarder.behind(Octets.wrap(id)));
      node.connects().sends(pingReq()).expect(pingResp());
    }
    assertEquals(5, play.sessions());
  }

  @Test
  void aNodeMovesFromOneForwarderToAnother() {
    Play.Node old = play.node("n", "f", "id").connectsPersistent(0);
    int topic = old.registers("t");
    Play.Node moved = play.node("n", "g", "other").connectsPersistent(0);
    moved.sends(Messages.publish(0, topic, 0, "x"));
    broker.expectsPublish("n", 0, "t", 0, "x");
    old.drain();
    old.sends(pingReq()).expect(disconnect());
    Play.Node direct = play.node("n").connectsPersistent(0);
    direct.sends(Messages.publish(0, topic, 0, "y"));
    broker.expectsPublish("n", 0, "t", 0, "y");
    assertEquals(1, play.sessions());
  }

  @Test
  void aSleeperWakesThroughAForwarderAtANewAddress() {
    Play.Node node = play.node("n", "f", "id").connectsPersistent(60);
    int topic = node.subscribes("t", 1);
    node.sleeps(300);
    broker.publishes("n", "t", 1, "a");
    Play.Node moved = play.node("n", "behind a new NAT", "id").wakes();
    moved.takes(topic, "a").expect(pingResp());
    node.expectNothing();
  }

  @Test
  void anotherClientUnderTheSameNodeIdEndsTheOldOne() {
    Play.Node node = play.node("old", "f", "id").connectsPersistent(0);
    Play.Node neighbour = play.node("m", "f", "id2").connectsPersistent(0);
    node.sends(connect("new")).expect(connAck());
    assertEquals("lost", play.stateOf("old"));
    assertEquals("active", play.stateOf("m"));
    neighbour.expectNothing();
  }

  @Test
  void qosMinusOneIsPassedOnWithoutAnAnswer() {
    play.node("n", "f", "id").sends(publishShort(3, "ab", 0, "x")).expectNothing();
    broker.expectsPublish(BrokerCommand.GATEWAY, 0, "ab", 0, "x").expectsNothing();
    assertEquals(0, play.sessions());
  }

  @Test
  void searchGwIsAnsweredToThatNodeWithItsRadiusUpToThree() {
    Play.Node node = play.node("n", "f", "id");
    for (int radius : new int[] {1, 2, 3, 200}) {
      node.sends(new Frame.SearchGw(radius)).expect(new Frame.GwInfo(7, Octets.EMPTY));
      node.expectNothing();
      assertEquals(Math.min(radius, 3), play.lastRadius());
    }
    play.node("f").expectNothing();
  }

  @Test
  void answersToOneNodeHaveRadiusZero() {
    play.node("n", "f", "id").connects();
    assertEquals(0, play.lastRadius());
  }

  @Test
  void theReservedBitsOfTheControlOctetAreIgnored() {
    raw(5, 0xFE, 0xFF, 'i', 'd', 7, 4, 4, 1, 0, 60, 'n');
    play.node("n", "f", "id").expect(connAck());
  }

  @Test
  void theMessageInsideMayHaveTheLongForm() {
    raw(5, 0xFE, 0, 'i', 'd', 1, 0, 9, 4, 4, 1, 0, 60, 'n');
    Play.Node node = play.node("n", "f", "id").expect(connAck());
    node.sends(publishShort(0, "ab", 0, "x".repeat(300))).expectNothing();
    broker.expectsPublish("n", 0, "ab", 0, "x".repeat(300));
    broker.publishes("n", "ab", 1, "y".repeat(300));
    assertEquals(300, node.expect(Frame.Publish.class).data().length());
  }

  @Test
  void aStrangerBehindAForwarderIsAnsweredThere() {
    play.node("n", "f", "id").sends(pingReq()).expect(disconnect()).expectNothing();
    play.node("f").expectNothing();
  }

  @Test
  void brokenEnvelopesAreDropped() {
    raw(5, 0xFE, 0, 'i', 'd', 5, 0xFE, 0, 'i', 'd', 2, 0x16);
    raw(3, 0xFE, 0, 2, 0x16);
    raw(2, 0xFE, 2, 0x16);
    raw(5, 0xFE, 0, 'i', 'd');
    raw(5, 0xFE, 0, 'i');
    raw(5, 0xFE, 0, 'i', 'd', 2);
    raw(5, 0xFE, 0, 'i', 'd', 8, 4, 4, 1, 0, 60, 'n');
    raw(5, 0xFE, 0, 'i', 'd', 2, 0x16, 0);
    raw(0, 0xFE, 0, 'i', 'd', 2, 0x16);
    raw(0xFE);
    play.node("f").expectNothing();
    play.node("n", "f", "id").expectNothing();
    assertEquals(10, play.malformed());
    assertEquals(0, play.sessions());
  }

  @Test
  void sleepWorksBehindAForwarder() {
    Play.Node node = play.node("n", "f", "id").connectsPersistent(60);
    node.subscribes("w/#", 1);
    node.sleeps(300);
    broker.publishes("n", "w/1", 1, "a");
    node.expectNothing().wakes().takes(node.learns("w/1"), "a").expect(pingResp());
    play.node("f").expectNothing();
  }
}
