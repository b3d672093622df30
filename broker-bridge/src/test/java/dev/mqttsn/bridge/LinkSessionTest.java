package dev.mqttsn.bridge;

import static dev.mqttsn.bridge.PacketOut.Ack.PUBACK;
import static dev.mqttsn.bridge.PacketOut.Ack.PUBCOMP;
import static dev.mqttsn.bridge.PacketOut.Ack.PUBREC;
import static dev.mqttsn.bridge.PacketOut.Ack.PUBREL;
import static dev.mqttsn.bridge.RecordedLink.CLIENT;
import static dev.mqttsn.bridge.RecordedLink.publish;
import static dev.mqttsn.wire.Qos.AT_LEAST_ONCE;
import static dev.mqttsn.wire.Qos.AT_MOST_ONCE;
import static dev.mqttsn.wire.Qos.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.AckDown;
import dev.mqttsn.port.BrokerCommand.CompletedDown;
import dev.mqttsn.port.BrokerCommand.Open;
import dev.mqttsn.port.BrokerCommand.ReceivedDown;
import dev.mqttsn.port.BrokerCommand.Refuse;
import dev.mqttsn.port.BrokerCommand.Release;
import dev.mqttsn.port.BrokerCommand.Subscribe;
import dev.mqttsn.port.BrokerCommand.Unsubscribe;
import dev.mqttsn.port.BrokerEvent.LinkDown;
import dev.mqttsn.port.BrokerEvent.LinkUp;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.BrokerEvent.OpenFailed;
import dev.mqttsn.port.BrokerEvent.Opened;
import dev.mqttsn.port.BrokerEvent.PublishAcked;
import dev.mqttsn.port.BrokerEvent.PublishCompleted;
import dev.mqttsn.port.BrokerEvent.PublishReceived;
import dev.mqttsn.port.BrokerEvent.ReleaseArrived;
import dev.mqttsn.port.BrokerEvent.SubscribeAcked;
import dev.mqttsn.port.BrokerEvent.TakenOver;
import dev.mqttsn.port.BrokerEvent.UnsubscribeAcked;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LinkSessionTest {
  private static final BrokerCommand SUSPEND = new BrokerCommand.Suspend(CLIENT);
  private static final BrokerCommand RESUME = new BrokerCommand.Resume(CLIENT);
  private static final BrokerCommand CLOSE = new BrokerCommand.Close(CLIENT);

  @Nested
  class Opening {
    @Test
    void seeksATurnAtOnceAndIsAnsweredOnce() {
      RecordedLink link = new RecordedLink();
      link.open(true, Map.of());
      assertTrue(link.urgent);
      link.connect(false);
      assertEquals(List.of("CONNECT clean=true keepAlive=60"), link.take());
      assertEquals(List.of(new Opened(CLIENT, false)), link.takeEvents());
      link.loseAndReconnect(false);
      assertInstanceOf(LinkDown.class, link.events.get(0));
      assertEquals(new LinkUp(CLIENT, false), link.events.get(1));
    }

    @Test
    void aShorterKeepAliveOfTheNodeIsUsed() {
      RecordedLink link = new RecordedLink();
      link.execute(new Open(CLIENT, false, 10, Map.of()));
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=10"), link.take());
      assertEquals(List.of(new Opened(CLIENT, true)), link.takeEvents());
    }

    @Test
    void anUnreachableBrokerIsCongestionAndTheLinkIsGone() {
      RecordedLink link = new RecordedLink();
      link.open(true, Map.of());
      assertTrue(link.session.onTurn(link.now));
      link.session.onDisconnected(link.now, false, "Connection refused");
      assertEquals(
          List.of(new OpenFailed(CLIENT, ReturnCode.CONGESTION, "Connection refused")),
          link.events);
      assertTrue(link.gone);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsCongestion() {
      RecordedLink link = new RecordedLink();
      link.open(true, Map.of());
      link.reach();
      link.tick(LinkSession.ATTEMPT_MILLIS);
      link.closed();
      assertEquals(ReturnCode.CONGESTION, ((OpenFailed) link.events.get(0)).returnCode());
      assertTrue(link.gone);
    }

    @Test
    void aTurnThatDoesNotComeInTimeIsCongestion() {
      RecordedLink link = new RecordedLink();
      link.open(true, Map.of());
      link.tick(LinkSession.ATTEMPT_MILLIS);
      assertEquals(ReturnCode.CONGESTION, ((OpenFailed) link.events.get(0)).returnCode());
      assertTrue(link.gone);
      assertEquals(-1, link.seekAt);
    }

    @Test
    void aServerUnavailableIsCongestionAndOtherRefusalsAreNotSupported() {
      assertEquals(ReturnCode.CONGESTION, refusal(3));
      for (int code : new int[] {1, 2, 4, 5}) {
        assertEquals(ReturnCode.NOT_SUPPORTED, refusal(code));
      }
    }

    private static ReturnCode refusal(int code) {
      RecordedLink link = new RecordedLink();
      link.open(true, Map.of());
      link.reach();
      link.session.onConnAck(link.now, code, false);
      link.closed();
      assertTrue(link.gone);
      assertEquals(1, link.events.size());
      return ((OpenFailed) link.events.get(0)).returnCode();
    }

    @Test
    void aSecondOpenWaitsForTheEndOfTheFirstConnection() {
      RecordedLink link = RecordedLink.up();
      link.open(false, Map.of());
      assertEquals(List.of("DISCONNECT"), link.take());
      assertEquals(-1, link.seekAt);
      link.closed();
      assertTrue(link.urgent);
      link.connect(true);
      assertEquals(List.of(new Opened(CLIENT, true)), link.takeEvents());
    }

    @Test
    void aBurstOfOpensIsOneConnectionAndOneAnswer() {
      RecordedLink link = new RecordedLink();
      link.open(false, Map.of());
      link.open(false, Map.of());
      link.reach();
      link.open(false, Map.of());
      link.session.onConnAck(link.now, 0, false);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
      assertEquals(List.of(new Opened(CLIENT, false)), link.takeEvents());
    }

    @Test
    void anOpenOfAnotherKindReplacesTheAttempt() {
      RecordedLink link = new RecordedLink();
      link.open(false, Map.of());
      link.reach();
      link.open(true, Map.of());
      link.session.onConnAck(link.now, 0, false);
      assertTrue(link.events.isEmpty());
      link.closed();
      link.take();
      link.connect(false);
      assertEquals(List.of("CONNECT clean=true keepAlive=60"), link.take());
      assertEquals(List.of(new Opened(CLIENT, false)), link.takeEvents());
    }

    @Test
    void anOpenAfterCloseRevivesTheLink() {
      RecordedLink link = RecordedLink.up();
      link.execute(CLOSE);
      link.open(true, Map.of());
      link.closed();
      assertFalse(link.gone);
      link.connect(false);
      assertEquals(List.of(new Opened(CLIENT, false)), link.takeEvents());
    }

    @Test
    void aReconnectThatIsRefusedBacksOff() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      link.reach();
      link.events.clear();
      link.session.onConnAck(link.now, 5, false);
      link.closed();
      assertFalse(link.gone);
      assertFalse(link.urgent);
      assertTrue(link.seekAt > link.now);
      assertTrue(link.events.isEmpty());
    }

    @Test
    void theBackoffGrowsUpToItsLimit() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      long first = link.seekAt - link.now;
      assertTrue(first >= 500 && first <= 600, "first wait " + first);
      long wait = 0;
      for (int i = 0; i < 10; i++) {
        link.now = link.seekAt;
        assertTrue(link.session.onTurn(link.now));
        link.session.onDisconnected(link.now, false, "Connection refused");
        wait = link.seekAt - link.now;
      }
      assertTrue(wait >= 4_000 && wait <= 5_000, "last wait " + wait);
    }

    @Test
    void resumeCutsABackoffShort() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      link.execute(RESUME);
      assertTrue(link.urgent);
      assertEquals(link.now, link.seekAt);
    }

    @Test
    void theOwnLinkIsCleanAndNeverLetGo() {
      RecordedLink link = new RecordedLink(BrokerCommand.GATEWAY);
      link.othersUp = true;
      link.session.openOwn(link.now);
      for (int i = 0; i < 5; i++) {
        link.connect(false);
        link.lose();
      }
      assertEquals("CONNECT clean=true keepAlive=60", link.take().get(0));
      link.connect(false);
      assertTrue(link.session.isUp());
    }
  }

  @Nested
  class Up {
    @Test
    void qos1IsToldWhenAcknowledged() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      assertEquals(List.of("PUBLISH q1 1 a"), link.take());
      link.session.onAck(PUBACK, 1);
      link.session.onAck(PUBACK, 1);
      assertEquals(List.of(new PublishAcked(CLIENT, 1)), link.takeEvents());
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    @Test
    void whatIsUnacknowledgedGoesAgainWithDupInOrderOncePerConnection() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(7, AT_LEAST_ONCE, "a"));
      link.execute(publish(3, EXACTLY_ONCE, "b"));
      link.execute(publish(5, AT_LEAST_ONCE, "c"));
      link.take();
      for (int i = 0; i < 2; i++) {
        link.loseAndReconnect(true);
        assertEquals(
            List.of(
                "CONNECT clean=false keepAlive=60",
                "PUBLISH DUP q1 7 a",
                "PUBLISH DUP q2 3 b",
                "PUBLISH DUP q1 5 c"),
            link.take());
      }
    }

    @Test
    void whatComesWhileTheLinkIsDownIsSentWithoutDupLater() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.execute(publish(0, AT_MOST_ONCE, "b"));
      link.execute(publish(2, EXACTLY_ONCE, "c"));
      assertEquals(List.of(), link.take());
      link.connect(true);
      assertEquals(
          List.of(
              "CONNECT clean=false keepAlive=60",
              "PUBLISH q1 1 a",
              "PUBLISH q0 0 b",
              "PUBLISH q2 2 c"),
          link.take());
      link.loseAndReconnect(true);
      assertEquals(
          List.of("CONNECT clean=false keepAlive=60", "PUBLISH DUP q1 1 a", "PUBLISH DUP q2 2 c"),
          link.take());
    }

    @Test
    void ofQos0TheYoungestHundredAreKeptForALinkThatIsDown() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      for (int i = 0; i < 103; i++) {
        link.execute(publish(0, AT_MOST_ONCE, "m" + i));
      }
      link.connect(true);
      List<String> sent = link.take();
      assertEquals(1 + Upward.AT_MOST_ONCE_LIMIT, sent.size());
      assertEquals("PUBLISH q0 0 m3", sent.get(1));
      assertEquals("PUBLISH q0 0 m102", sent.get(100));
    }

    @Test
    void whatTheConnectionDoesNotTakeWaitsInOrder() {
      RecordedLink link = RecordedLink.up();
      link.writable = false;
      link.execute(publish(0, AT_MOST_ONCE, "a"));
      link.writable = true;
      link.execute(publish(1, AT_LEAST_ONCE, "b"));
      assertEquals(List.of(), link.take());
      link.session.onWritable();
      assertEquals(List.of("PUBLISH q0 0 a", "PUBLISH q1 1 b"), link.take());
      link.execute(publish(0, AT_MOST_ONCE, "c"));
      assertEquals(List.of("PUBLISH q0 0 c"), link.take());
    }

    @Test
    void qos2PassesThroughItsPhases() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      link.session.onAck(PUBREC, 1);
      link.execute(new Release(CLIENT, 1));
      link.session.onAck(PUBCOMP, 1);
      assertEquals(List.of("PUBLISH q2 1 a", "PUBREL 1"), link.take());
      assertEquals(
          List.of(new PublishReceived(CLIENT, 1), new PublishCompleted(CLIENT, 1)),
          link.takeEvents());
    }

    @Test
    void aReceivedMessageIsNotSentAgainIntoTheSameSession() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      link.session.onAck(PUBREC, 1);
      link.take();
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
      link.execute(new Release(CLIENT, 1));
      assertEquals(List.of("PUBREL 1"), link.take());
    }

    @Test
    void aReleasedMessageIsReleasedAgainAfterAReconnect() {
      RecordedLink link = releasedLink();
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBREL 1"), link.take());
      link.session.onAck(PUBCOMP, 1);
      assertTrue(link.takeEvents().contains(new PublishCompleted(CLIENT, 1)));
    }

    @Test
    void aReleasedMessageThatTheBrokerLostIsPublishedAgainFirst() {
      RecordedLink link = releasedLink();
      link.loseAndReconnect(false);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBLISH DUP q2 1 a"), link.take());
      link.events.clear();
      link.session.onAck(PUBREC, 1);
      assertEquals(List.of("PUBREL 1"), link.take());
      assertEquals(List.of(), link.takeEvents());
      link.session.onAck(PUBCOMP, 1);
      assertEquals(List.of(new PublishCompleted(CLIENT, 1)), link.takeEvents());
    }

    @Test
    void aReceivedMessageThatTheBrokerLostIsNotToldTwice() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      link.session.onAck(PUBREC, 1);
      link.loseAndReconnect(false);
      link.execute(new Release(CLIENT, 1));
      link.take();
      link.events.clear();
      link.session.onAck(PUBREC, 1);
      assertEquals(List.of("PUBREL 1"), link.take());
      assertEquals(List.of(), link.takeEvents());
    }

    private static RecordedLink releasedLink() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      link.session.onAck(PUBREC, 1);
      link.execute(new Release(CLIENT, 1));
      link.take();
      return link;
    }

    @Test
    void moreQos2MessagesThanTheBrokerTakesWaitAndOthersDoNot() {
      RecordedLink link = RecordedLink.up();
      int window = Upward.EXACTLY_ONCE_WINDOW;
      for (int id = 1; id <= window + 2; id++) {
        link.execute(publish(id, EXACTLY_ONCE, "m"));
      }
      link.execute(publish(100, AT_LEAST_ONCE, "a"));
      List<String> sent = link.take();
      assertEquals(window + 1, sent.size());
      assertEquals("PUBLISH q1 100 a", sent.get(window));
      link.session.onAck(PUBREC, 1);
      link.execute(new Release(CLIENT, 1));
      link.take();
      link.session.onAck(PUBCOMP, 1);
      assertEquals(List.of("PUBLISH q2 " + (window + 1) + " m"), link.take());
      link.loseAndReconnect(false);
      assertEquals(1 + window + 1, link.take().size());
    }

    @Test
    void aReleaseThatNobodyRemembersIsPassedOnUntilItIsCompleted() {
      RecordedLink link = RecordedLink.up();
      link.execute(new Release(CLIENT, 9));
      assertEquals(List.of("PUBREL 9"), link.take());
      link.loseAndReconnect(false);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBREL 9"), link.take());
      link.events.clear();
      link.session.onAck(PUBCOMP, 9);
      assertEquals(List.of(new PublishCompleted(CLIENT, 9)), link.takeEvents());
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    @Test
    void aReleaseWhileTheLinkIsDownIsPassedOnLater() {
      RecordedLink link = RecordedLink.up();
      link.lose();
      link.execute(new Release(CLIENT, 9));
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBREL 9"), link.take());
    }

    @Test
    void theSamePublishWhileItIsUnderWayIsNotSentTwice() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      link.session.onAck(PUBREC, 1);
      link.take();
      link.events.clear();
      link.execute(publish(1, EXACTLY_ONCE, "a"));
      assertEquals(List.of(), link.take());
      assertEquals(List.of(new PublishReceived(CLIENT, 1)), link.takeEvents());
    }

    @Test
    void anAcknowledgementOfAnEarlierMessageIsNotTakenForThatOfALaterOne() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.execute(publish(1, AT_LEAST_ONCE, "b"));
      assertEquals(List.of("PUBLISH q1 1 a", "PUBLISH q1 1 b"), link.take());
      link.session.onAck(PUBACK, 1);
      assertEquals(List.of(), link.takeEvents());
      link.session.onAck(PUBACK, 1);
      assertEquals(List.of(new PublishAcked(CLIENT, 1)), link.takeEvents());
    }

    @Test
    void aReceptionThatNobodyWaitsForIsReleased() {
      RecordedLink link = RecordedLink.up();
      link.session.onAck(PUBREC, 4);
      link.session.onAck(PUBCOMP, 4);
      assertEquals(List.of("PUBREL 4"), link.take());
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void whatIsInFlightGoesOnOverANewOpenOfTheSameSession() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.open(false, Map.of());
      link.closed();
      link.take();
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBLISH DUP q1 1 a"), link.take());
    }

    @Test
    void aCleanSessionForgetsWhatWasInFlight() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.open(true, Map.of());
      link.closed();
      link.take();
      link.connect(false);
      assertEquals(List.of("CONNECT clean=true keepAlive=60"), link.take());
    }
  }

  @Nested
  class Subscribing {
    @Test
    void requestsAreAnsweredAndRefusalsAreNull() {
      RecordedLink link = RecordedLink.up();
      link.execute(new Subscribe(CLIENT, 65_535, "a/#", EXACTLY_ONCE));
      link.execute(new Subscribe(CLIENT, 65_534, "b", AT_LEAST_ONCE));
      link.execute(new Unsubscribe(CLIENT, 65_533, "c"));
      assertEquals(
          List.of("SUBSCRIBE 65535 a/#", "SUBSCRIBE 65534 b", "UNSUBSCRIBE 65533 c"), link.take());
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.session.onSubAck(65_534, null);
      link.session.onUnsubAck(65_533);
      link.session.onSubAck(1, AT_LEAST_ONCE);
      link.session.onUnsubAck(2);
      assertEquals(
          List.of(
              new SubscribeAcked(CLIENT, 65_535, AT_LEAST_ONCE),
              new SubscribeAcked(CLIENT, 65_534, null),
              new UnsubscribeAcked(CLIENT, 65_533)),
          link.takeEvents());
    }

    @Test
    void unansweredRequestsGoAgainAfterAReconnect() {
      RecordedLink link = RecordedLink.up();
      link.execute(new Subscribe(CLIENT, 65_535, "a", AT_LEAST_ONCE));
      link.lose();
      link.execute(new Unsubscribe(CLIENT, 65_534, "b"));
      link.take();
      link.connect(true);
      assertEquals(
          List.of("CONNECT clean=false keepAlive=60", "SUBSCRIBE 65535 a", "UNSUBSCRIBE 65534 b"),
          link.take());
    }

    @Test
    void aLostSessionGetsItsFiltersBackSilently() {
      Map<String, Qos> filters = new LinkedHashMap<>();
      filters.put("a", AT_LEAST_ONCE);
      filters.put("b", EXACTLY_ONCE);
      RecordedLink link = RecordedLink.up(false, filters);
      link.execute(new Subscribe(CLIENT, 65_535, "c", AT_LEAST_ONCE));
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.execute(new Unsubscribe(CLIENT, 65_534, "a"));
      link.session.onUnsubAck(65_534);
      link.execute(publish(65_535, AT_LEAST_ONCE, "x"));
      link.take();
      link.loseAndReconnect(false);
      link.events.clear();
      assertEquals(
          List.of(
              "CONNECT clean=false keepAlive=60", "SUBSCRIBE 65534 b,c", "PUBLISH DUP q1 65535 x"),
          link.take());
      link.session.onSubAck(65_534, AT_LEAST_ONCE);
      assertEquals(List.of(), link.takeEvents());
    }

    private RecordedLink settled() {
      RecordedLink link = RecordedLink.up(false, Map.of("a", AT_LEAST_ONCE));
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.now += 3_600_000;
      return link;
    }

    private void assertSubscribesAgain(RecordedLink link) {
      link.take();
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "SUBSCRIBE 65535 a"), link.take());
    }

    @Test
    void aKeptSessionKeepsItsFilters() {
      RecordedLink link = settled();
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    /** Killed, it comes back with what it had stored: the session, but not all of its filters. */
    @Test
    void aBrokerThatMayNotHaveStoredFiltersGetsThemAgain() {
      RecordedLink link = settled();
      link.execute(new Unsubscribe(CLIENT, 65_534, "none"));
      link.execute(new Subscribe(CLIENT, 65_535, "a", AT_LEAST_ONCE));
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.session.onUnsubAck(65_534);
      link.lose();
      assertSubscribesAgain(link);
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.now += 3_600_000;
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    /** A network that fails again and again must not bring the retained messages each time. */
    @Test
    void aConnectionThatBreaksOftenIsSubscribedAgainEveryTenMinutesOnly() {
      RecordedLink link = RecordedLink.up(false, Map.of("a", AT_LEAST_ONCE));
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.lose();
      assertSubscribesAgain(link);
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.take();
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
      link.now += 600_000;
      link.lose();
      assertSubscribesAgain(link);
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      link.execute(new Subscribe(CLIENT, 65_534, "a", EXACTLY_ONCE));
      link.session.onSubAck(65_534, EXACTLY_ONCE);
      link.lose();
      assertSubscribesAgain(link);
    }

    /** The broker may have made an empty session for it, which is present the next time. */
    @Test
    void aConnectWithoutAnAnswerPutsTheFiltersInDoubt() {
      RecordedLink link = settled();
      link.lose();
      link.reach();
      link.tick(LinkSession.ATTEMPT_MILLIS);
      link.closed();
      assertSubscribesAgain(link);
    }

    @Test
    void aSubscribeWithoutAnAnswerPutsTheFiltersInDoubt() {
      RecordedLink link = settled();
      link.loseAndReconnect(false);
      link.now += 3_600_000;
      link.lose();
      assertSubscribesAgain(link);
    }

    /** Retained messages would fill a buffer, be refused, and come again for ever. */
    @Test
    void aSuspendedLinkIsNotSubscribedAgain() {
      RecordedLink link = RecordedLink.up(false, Map.of("a", AT_LEAST_ONCE));
      link.execute(SUSPEND);
      link.closed();
      link.execute(RESUME);
      link.take();
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    @Test
    void aLinkOfAnEarlierLifeIsSubscribedAgainWhereTheBrokerMayHaveDiedToo() {
      RecordedLink link = new RecordedLink();
      link.session.restore(restore(true), link.now);
      assertSubscribesAgain(link);
    }

    /** Retained messages would tell the node of the gateway's restart. */
    @Test
    void aLinkOfAnEarlierLifeKeepsItsFilters() {
      RecordedLink link = new RecordedLink();
      link.session.restore(restore(false), link.now);
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60"), link.take());
    }

    private BrokerCommand.Restore restore(boolean inDoubt) {
      return new BrokerCommand.Restore(CLIENT, false, 60, Map.of("a", AT_LEAST_ONCE), inDoubt);
    }

    @Test
    void anOpenAfterOneThatFailedIsSubscribedAgain() {
      RecordedLink link = new RecordedLink();
      link.execute(new Open(CLIENT, false, 60, Map.of("a", AT_LEAST_ONCE), true));
      assertSubscribesAgain(link);
    }

    @Test
    void aCleanSessionIsCleanAndSubscribedAgainAtEachReconnect() {
      RecordedLink link = RecordedLink.up(true, Map.of("a", AT_LEAST_ONCE));
      link.loseAndReconnect(true);
      assertEquals(List.of("CONNECT clean=true keepAlive=60", "SUBSCRIBE 65535 a"), link.take());
    }

    @Test
    void filtersThatTheCoreHoldsAreSubscribedAtAnOpenWithoutASession() {
      RecordedLink link = new RecordedLink();
      link.open(false, Map.of("a", AT_LEAST_ONCE));
      link.connect(false);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "SUBSCRIBE 65535 a"), link.take());
    }

    @Test
    void anOwnAndACoreRequestOfOneIdAreToldApartByTheirOrder() {
      RecordedLink link = new RecordedLink();
      link.open(false, Map.of("a", AT_LEAST_ONCE));
      link.connect(false);
      link.execute(new Subscribe(CLIENT, 65_535, "b", AT_LEAST_ONCE));
      link.events.clear();
      link.session.onSubAck(65_535, AT_MOST_ONCE);
      assertEquals(List.of(), link.takeEvents());
      link.session.onSubAck(65_535, AT_LEAST_ONCE);
      assertEquals(List.of(new SubscribeAcked(CLIENT, 65_535, AT_LEAST_ONCE)), link.takeEvents());
    }

    @Test
    void manyFiltersNeedFewPackets() {
      Map<String, Qos> filters = new LinkedHashMap<>();
      for (int i = 0; i < 256; i++) {
        filters.put("f" + i, AT_LEAST_ONCE);
      }
      RecordedLink link = new RecordedLink();
      link.open(false, filters);
      link.connect(false);
      assertEquals(5, link.take().size());
    }
  }

  @Nested
  class Down {
    @Test
    void qos0HasNoDelivery() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 0, AT_MOST_ONCE, "a");
      assertEquals(0, link.delivery());
    }

    @Test
    void qos1IsAcknowledgedWhenTheCoreSaysSo() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      assertEquals(List.of(), link.take());
      assertEquals(5, ((MessageArrived) link.events.get(0)).packetId());
      link.execute(new AckDown(CLIENT, link.delivery()));
      link.execute(new AckDown(CLIENT, link.delivery()));
      assertEquals(List.of("PUBACK 5"), link.take());
    }

    /** The broker's copy is on its way already, and would be new if the first were forgotten. */
    @Test
    void whatIsHeldIsAcknowledgedOnlyOnceItsRepetitionHasCome() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      long delivery = link.delivery();
      link.lose();
      link.connect(true);
      link.take();
      link.takeEvents();
      link.execute(new AckDown(CLIENT, delivery));
      assertEquals(List.of(), link.take());
      link.arrive(true, 5, AT_LEAST_ONCE, "a");
      assertEquals(List.of("PUBACK 5"), link.take());
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void deliveryNumbersAreNeverGivenTwice() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      long first = link.delivery();
      link.execute(new AckDown(CLIENT, first));
      link.arrive(false, 5, AT_LEAST_ONCE, "b");
      assertNotEquals(first, link.delivery());
      link.take();
      link.execute(new AckDown(CLIENT, first));
      assertEquals(List.of(), link.take());
    }

    @Test
    void aRepetitionOfWhatIsHeldIsNotToldAgain() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      link.loseAndReconnect(true);
      link.arrive(true, 5, AT_LEAST_ONCE, "a");
      assertEquals(1, link.messages());
      link.take();
      link.execute(new AckDown(CLIENT, link.delivery()));
      assertEquals(List.of("PUBACK 5"), link.take());
    }

    @Test
    void whatWasAcknowledgedWhileTheLinkWasDownIsAnsweredWhenItIsRepeated() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      link.arrive(false, 6, EXACTLY_ONCE, "b");
      link.lose();
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.execute(new AckDown(CLIENT, ((MessageArrived) link.events.get(0)).delivery()));
      link.connect(true);
      link.take();
      link.arrive(true, 5, AT_LEAST_ONCE, "a");
      link.arrive(true, 6, EXACTLY_ONCE, "b");
      assertEquals(List.of("PUBACK 5", "PUBREC 6"), link.take());
      assertEquals(2, link.messages());
    }

    @Test
    void anUnmarkedRepetitionIsANewMessageAndTheOldOneIsUnbound() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      long old = link.delivery();
      link.loseAndReconnect(true);
      link.arrive(false, 5, AT_LEAST_ONCE, "b");
      assertEquals(2, link.messages());
      link.take();
      link.execute(new AckDown(CLIENT, old));
      assertEquals(List.of(), link.take());
      link.execute(new AckDown(CLIENT, link.delivery()));
      assertEquals(List.of("PUBACK 5"), link.take());
    }

    @Test
    void afterALostSessionEverythingIsNew() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      long old = link.delivery();
      link.loseAndReconnect(false);
      link.arrive(true, 5, AT_LEAST_ONCE, "b");
      assertEquals(2, link.messages());
      link.take();
      link.execute(new AckDown(CLIENT, old));
      assertEquals(List.of(), link.take());
    }

    @Test
    void qos2PassesThroughItsPhases() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "a");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.session.onAck(PUBREL, 5);
      assertEquals(new ReleaseArrived(CLIENT, 5), link.events.get(1));
      link.execute(new CompletedDown(CLIENT, 5));
      assertEquals(List.of("PUBREC 5", "PUBCOMP 5"), link.take());
    }

    @Test
    void aMessageThatTheBrokerForgotIsReleasedToTheCoreAllTheSame() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "a");
      long old = link.delivery();
      link.loseAndReconnect(false);
      link.take();
      link.events.clear();
      link.execute(new ReceivedDown(CLIENT, old));
      assertEquals(List.of(new ReleaseArrived(CLIENT, 5)), link.takeEvents());
      link.execute(new CompletedDown(CLIENT, 5));
      assertEquals(List.of(), link.take());
    }

    @Test
    void aReceivedMessageThatTheBrokerForgotIsReleasedAtOnce() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "a");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.lose();
      link.take();
      link.connect(false);
      assertTrue(link.events.contains(new ReleaseArrived(CLIENT, 5)));
      link.take();
      link.execute(new CompletedDown(CLIENT, 5));
      assertEquals(List.of(), link.take());
    }

    /** Its session is another one than that which it knew the message in. */
    @Test
    void aReceivedMessageThatTheBrokerDoesNotMentionAgainIsReleasedAfterAWhile() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "forgotten");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.arrive(false, 6, EXACTLY_ONCE, "open");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.loseAndReconnect(true);
      link.arrive(true, 6, EXACTLY_ONCE, "open");
      link.arrive(false, 7, EXACTLY_ONCE, "new");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.take();
      link.tick(9_500);
      assertEquals(List.of(), link.take());
      link.tick(20_000);
      assertEquals(List.of("PINGREQ"), link.take(), "once");
      link.session.onReceived(link.now);
      link.tick(2_000);
      assertFalse(link.events.contains(new ReleaseArrived(CLIENT, 5)), "the rest may come yet");
      link.events.clear();
      link.tick(500);
      assertEquals(List.of(new ReleaseArrived(CLIENT, 5)), link.takeEvents());
      link.execute(new CompletedDown(CLIENT, 5));
      link.tick(500);
      assertEquals(List.of(), link.take());
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void aForgottenReleaseDoesNotCompleteAYoungerMessageOfTheSameId() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "a");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.session.onAck(PUBREL, 5);
      link.loseAndReconnect(false);
      link.arrive(false, 5, EXACTLY_ONCE, "b");
      link.take();
      link.execute(new CompletedDown(CLIENT, 5));
      assertEquals(List.of(), link.take());
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.session.onAck(PUBREL, 5);
      link.execute(new CompletedDown(CLIENT, 5));
      assertEquals(List.of("PUBREC 5", "PUBCOMP 5"), link.take());
    }

    @Test
    void aReleaseThatNobodyRemembersIsTold() {
      RecordedLink link = RecordedLink.up();
      link.session.onAck(PUBREL, 8);
      assertEquals(List.of(new ReleaseArrived(CLIENT, 8)), link.takeEvents());
      link.execute(new CompletedDown(CLIENT, 8));
      assertEquals(List.of("PUBCOMP 8"), link.take());
    }

    @Test
    void aCompletionThatNobodyAskedForIsPassedOn() {
      RecordedLink link = RecordedLink.up();
      link.execute(new CompletedDown(CLIENT, 8));
      assertEquals(List.of("PUBCOMP 8"), link.take());
    }

    @Test
    void whatWasCompletedWhileTheLinkWasDownIsAnsweredWithoutTheCore() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, EXACTLY_ONCE, "a");
      link.execute(new ReceivedDown(CLIENT, link.delivery()));
      link.session.onAck(PUBREL, 5);
      link.lose();
      link.execute(new CompletedDown(CLIENT, 5));
      link.connect(true);
      link.take();
      link.events.clear();
      link.session.onAck(PUBREL, 5);
      assertEquals(List.of("PUBCOMP 5"), link.take());
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void aRefusedMessageIsToldAgainAfterSuspendAndResumeAndAHeldOneIsNot() {
      RecordedLink link = RecordedLink.up();
      link.arrive(false, 5, AT_LEAST_ONCE, "held");
      link.arrive(false, 6, AT_LEAST_ONCE, "refused");
      link.execute(new Refuse(CLIENT, link.delivery()));
      link.execute(SUSPEND);
      link.closed();
      link.execute(RESUME);
      link.connect(true);
      link.events.clear();
      link.arrive(true, 5, AT_LEAST_ONCE, "held");
      link.arrive(true, 6, AT_LEAST_ONCE, "refused");
      assertEquals(1, link.messages());
      assertEquals("refused", ((MessageArrived) link.events.get(0)).payload().text());
    }

    @Test
    void whatNoNetworkCarriesIsFinishedWithWithoutTheCore() {
      RecordedLink link = RecordedLink.up();
      link.session.onOversizedArrived(false, 5, AT_LEAST_ONCE);
      link.session.onOversizedArrived(false, 6, EXACTLY_ONCE);
      link.session.onAck(PUBREL, 6);
      assertEquals(List.of("PUBACK 5", "PUBREC 6", "PUBCOMP 6"), link.take());
      assertEquals(List.of(), link.takeEvents());
    }
  }

  @Nested
  class Supervision {
    @Test
    void silenceIsPingedOnceAndEndsTheConnectionAtOneAndAHalf() {
      RecordedLink link = RecordedLink.up();
      link.tick(59_000);
      assertEquals(List.of(), link.take());
      link.tick(1_000);
      assertEquals(List.of("PINGREQ"), link.take());
      link.tick(29_500);
      assertEquals(List.of(), link.take());
      assertFalse(link.closeAsked);
      link.tick(500);
      assertTrue(link.closeAsked);
      link.closed();
      assertInstanceOf(LinkDown.class, link.events.get(0));
      assertTrue(link.seekAt > link.now);
    }

    @Test
    void whateverIsSentDoesNotProveLife() {
      RecordedLink link = RecordedLink.up();
      for (int i = 0; i < 9; i++) {
        link.tick(10_000);
        link.execute(publish(0, AT_MOST_ONCE, "a"));
      }
      assertTrue(link.closeAsked);
      assertTrue(link.take().contains("PINGREQ"));
    }

    @Test
    void aLinkThatOnlyReceivesStillSendsWithinTheKeepAlive() {
      RecordedLink link = RecordedLink.up();
      for (int i = 0; i < 6; i++) {
        link.tick(10_000);
        link.session.onReceived(link.now);
      }
      assertEquals(List.of("PINGREQ"), link.take());
    }

    @Test
    void anAnswerToThePingKeepsTheConnection() {
      RecordedLink link = RecordedLink.up();
      for (int i = 0; i < 5; i++) {
        link.tick(60_000);
        link.session.onReceived(link.now);
      }
      assertFalse(link.closeAsked);
    }
  }

  @Nested
  class LettingGo {
    /** Up after a reconnect, so that the next loss counts. */
    private RecordedLink reconnected() {
      RecordedLink link = RecordedLink.up();
      link.othersUp = true;
      link.now += Takeover.SOON_MILLIS;
      link.loseAndReconnect(true);
      return link;
    }

    private boolean isLetGo(RecordedLink link) {
      link.now = link.seekAt;
      return !link.session.onTurn(link.now) && link.events.contains(new TakenOver(CLIENT));
    }

    @Test
    void twoReconnectsThatTheBrokerEndsSoonWhileOthersStayUpAreATakeover() {
      RecordedLink link = reconnected();
      link.loseAndReconnect(true);
      link.lose();
      assertTrue(isLetGo(link));
    }

    @Test
    void aBrokerThatRestartsIsNoTakeover() {
      RecordedLink link = reconnected();
      link.othersUp = false;
      link.loseAndReconnect(true);
      link.lose();
      link.connect(true);
      assertTrue(link.session.isUp());
    }

    @Test
    void aConnectionThatLivesTenSecondsStartsTheCountAnew() {
      RecordedLink link = reconnected();
      link.loseAndReconnect(true);
      link.now += Takeover.SOON_MILLIS;
      link.loseAndReconnect(true);
      link.lose();
      assertFalse(isLetGo(link));
    }

    @Test
    void aConnectionThatTheNodeAskedForIsDefendedOnceMore() {
      RecordedLink link = RecordedLink.up();
      link.othersUp = true;
      link.loseAndReconnect(true);
      link.loseAndReconnect(true);
      link.lose();
      assertTrue(isLetGo(link));
    }

    @Test
    void aClientThatWasLetGoComesBackWhenTheNodeIsHeard() {
      RecordedLink link = reconnected();
      link.loseAndReconnect(true);
      link.lose();
      assertTrue(isLetGo(link));
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.execute(RESUME);
      link.take();
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBLISH q1 1 a"), link.take());
      assertEquals(new LinkUp(CLIENT, true), link.events.get(link.events.size() - 1));
    }
  }

  @Nested
  class Ending {
    @Test
    void closeDisconnectsAndForgets() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.take();
      link.execute(CLOSE);
      assertEquals(List.of("DISCONNECT"), link.take());
      link.execute(publish(2, AT_LEAST_ONCE, "b"));
      link.closed();
      assertTrue(link.gone);
      assertEquals(List.of(), link.takeEvents());
      assertEquals(List.of(), link.take());
    }

    @Test
    void closeEndsAnAttemptAndAWait() {
      RecordedLink attempt = new RecordedLink();
      attempt.open(true, Map.of());
      attempt.reach();
      attempt.execute(CLOSE);
      attempt.session.onConnAck(attempt.now, 0, false);
      attempt.closed();
      assertTrue(attempt.gone);
      assertEquals(List.of(), attempt.takeEvents());

      RecordedLink waiting = RecordedLink.up();
      waiting.lose();
      waiting.execute(CLOSE);
      assertTrue(waiting.gone);
      assertEquals(-1, waiting.seekAt);
    }

    @Test
    void suspendEndsInOrderSoThatNothingOnTheWayIsLostAndRests() {
      RecordedLink link = RecordedLink.up();
      link.execute(SUSPEND);
      assertEquals(List.of("DISCONNECT"), link.take());
      link.closed();
      assertEquals(-1, link.seekAt);
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void whatComesAfterSuspendIsNotHeard() {
      RecordedLink link = RecordedLink.up();
      link.execute(SUSPEND);
      link.arrive(false, 5, AT_LEAST_ONCE, "a");
      link.session.onAck(PUBREL, 4);
      assertEquals(List.of(), link.takeEvents());
    }

    @Test
    void resumeBeforeTheSuspendedConnectionIsGoneWaitsForItsEnd() {
      RecordedLink link = RecordedLink.up();
      link.execute(SUSPEND);
      link.execute(RESUME);
      assertEquals(-1, link.seekAt);
      link.closed();
      assertTrue(link.urgent);
      link.connect(true);
      assertEquals(List.of(new LinkUp(CLIENT, true)), link.takeEvents());
    }

    @Test
    void publishesStayOverSuspend() {
      RecordedLink link = RecordedLink.up();
      link.execute(publish(1, AT_LEAST_ONCE, "a"));
      link.execute(SUSPEND);
      link.closed();
      link.execute(RESUME);
      link.take();
      link.connect(true);
      assertEquals(List.of("CONNECT clean=false keepAlive=60", "PUBLISH DUP q1 1 a"), link.take());
    }
  }
}
