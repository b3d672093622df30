package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How nodes find the gateway: MQTT-SN 1.2 6.1. */
final class DiscoveryTest {
  private static final Frame ADVERTISE = new Frame.Advertise(7, 900);
  private static final Frame GW_INFO = new Frame.GwInfo(7, Octets.EMPTY);

  private final Play play = Play.setting().advertise(Duration.ofMinutes(15)).begin();

  private void brokerIsReached() {
    play.event(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
  }

  private void brokerIsGone() {
    play.event(new BrokerEvent.LinkDown(BrokerCommand.GATEWAY, "gone"));
  }

  private List<Frame> broadcasts() {
    return play.broadcasts().stream().map(Effect.Broadcast::frame).toList();
  }

  @Test
  void withoutABrokerTheGatewayIsNotAdvertised() {
    play.advance(Duration.ofHours(5));
    assertEquals(List.of(), broadcasts());
  }

  @Test
  void theGatewayIsAdvertisedOnceAnInterval() {
    brokerIsReached();
    play.advance(Duration.ofMinutes(16));
    int first = broadcasts().size();
    assertTrue(first == 1 || first == 2, "the first comes within the interval");
    play.advance(Duration.ofHours(10));
    assertEquals(Collections.nCopies(first + 40, ADVERTISE), broadcasts());
  }

  @Test
  void whileTheBrokerIsGoneTheGatewayIsNotAdvertised() {
    brokerIsReached();
    play.advance(Duration.ofMinutes(31));
    brokerIsGone();
    int before = broadcasts().size();
    play.advance(Duration.ofHours(3));
    assertEquals(before, broadcasts().size());
    brokerIsReached();
    play.advance(Duration.ofMinutes(16));
    assertTrue(broadcasts().size() > before);
  }

  @Test
  void aLinkThatFlapsDoesNotFloodTheNetwork() {
    for (int i = 0; i < 100; i++) {
      brokerIsReached();
      play.advance(1);
      brokerIsGone();
      play.advance(1);
    }
    assertTrue(broadcasts().size() <= 2, broadcasts().size() + " ADVERTISEs in 200 s");
  }

  @Test
  void anIntervalOfZeroIsNoAdvertise() {
    Play quiet = Play.begin();
    quiet.event(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
    quiet.advance(Duration.ofHours(5));
    assertTrue(quiet.broadcasts().isEmpty());
  }

  @Test
  void busyNodesDoNotDelayTheAdvertise() {
    brokerIsReached();
    Play.Node node = play.node("n").connectsPersistent(0);
    for (int i = 0; i < 60; i++) {
      play.advance(30);
      node.sends(pingReq()).expect(pingResp());
    }
    assertTrue(broadcasts().size() >= 2);
  }

  @Test
  void searchGwIsAnsweredToTheGroupAndToTheAsker() {
    Play.Node node = play.node("n").sends(new Frame.SearchGw(2)).expect(GW_INFO);
    node.expectNothing();
    assertEquals(List.of(new Effect.Broadcast(play.link(), GW_INFO, 2)), play.broadcasts());
    assertEquals(0, play.sessions());
  }

  @Test
  void searchGwIsAnsweredInEveryState() {
    Play.Node node = play.node("n").connects().sends(new Frame.SearchGw(0)).expect(GW_INFO);
    node.sleeps(100).sends(new Frame.SearchGw(0)).expect(GW_INFO).expectNothing();
    assertEquals("asleep", play.stateOf("n"));
  }

  @Test
  void searchGwOfAWrongLengthIsDropped() {
    Play.Node node = play.node("n").sendsOctets(new byte[] {2, 1});
    node.sendsOctets(new byte[] {4, 1, 0, 0}).expectNothing();
    assertEquals(2, play.malformed());
    assertTrue(play.broadcasts().isEmpty());
  }

  @Test
  void otherGatewaysAreIgnored() {
    Play.Node node = play.node("n").sends(new Frame.Advertise(1, 900));
    node.sends(new Frame.GwInfo(1, Octets.utf8("somewhere"))).expectNothing();
    assertTrue(play.broadcasts().isEmpty());
  }

  @Test
  void aFloodOfSearchGwIsNotAnsweredInFull() {
    Play.Node node = play.node("n");
    for (int i = 0; i < 5_000; i++) {
      node.sends(new Frame.SearchGw(0));
    }
    int answered = node.drain().size();
    assertTrue(answered > 0 && answered < 1_000, answered + " answers");
    play.node("m").sends(new Frame.SearchGw(0)).expect(GW_INFO);
  }
}
