package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.publishShort;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.wire.Frame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Supervision of nodes that should be heard: MQTT-SN 1.2 6.11, 7.2. */
final class KeepAliveTest {
  private final Play play = Play.begin();
  private final Play.Node node = play.node("n");

  @ParameterizedTest
  @CsvSource({
    "1, 1500",
    "10, 15000",
    "30, 45000",
    "60, 90000",
    "61, 67100",
    "120, 132000",
    "600, 660000",
    "65535, 72088500"
  })
  void theToleranceIsHalfUpToAMinuteAndATenthAbove(int keepAlive, long deadlineMillis) {
    node.connectsPersistent(keepAlive);
    play.advance(Duration.ofMillis(deadlineMillis - 100));
    assertEquals("active", play.stateOf("n"));
    play.advance(Duration.ofMillis(200));
    assertEquals("lost", play.stateOf("n"));
    node.expectNothing();
  }

  @Test
  void keepAliveZeroIsNoSupervision() {
    node.connectsPersistent(0);
    play.advance(Duration.ofDays(30));
    assertEquals("active", play.stateOf("n"));
    node.sends(pingReq()).expect(pingResp());
  }

  @Test
  void everyMessageOfTheNodeStartsTheTimeAgain() {
    node.connectsPersistent(60);
    Frame[] signs = {
      pingReq(),
      new Frame.PingResp(),
      publishShort(0, "ab", 0, "x"),
      Messages.register(1, "t"),
      Messages.subscribe(0, 2, "t"),
      Messages.unsubscribe(3, "t"),
      pubComp(9),
      Messages.pubAck(1, 9),
      new Frame.WillMsgUpd(Messages.text("x"))
    };
    for (Frame sign : signs) {
      play.advance(80);
      assertEquals("active", play.stateOf("n"), sign::toString);
      node.sends(sign);
    }
    play.advance(89);
    assertEquals("active", play.stateOf("n"));
    play.advance(2);
    assertEquals("lost", play.stateOf("n"));
  }

  @Test
  void messagesToTheNodeAreNoSignOfItsLife() {
    node.connects().subscribes("t", 0);
    for (int i = 0; i < 10; i++) {
      play.advance(10);
      play.broker().publishes("n", "t", 0, "x");
    }
    assertEquals("lost", play.stateOf("n"));
  }

  @Test
  void whatOthersSendIsNoSignOfItsLife() {
    node.connectsPersistent(60);
    Play.Node other = play.node("m").connects();
    for (int i = 0; i < 4; i++) {
      play.advance(25);
      other.sends(pingReq()).expect(pingResp());
    }
    assertEquals("lost", play.stateOf("n"));
    assertEquals("active", play.stateOf("m"));
  }

  @Test
  void aLostClientsLinkIsClosedAndTheNodeIsAStranger() {
    node.connectsPersistent(60);
    play.advance(91);
    play.broker().expects(new BrokerCommand.Close("n"));
    node.sends(pingReq()).expect(disconnect()).expectNothing();
  }

  @Test
  void aLostClientWithCleanSessionIsForgottenAtOnce() {
    node.connects();
    assertEquals(1, play.sessions());
    play.advance(91);
    assertEquals(0, play.sessions());
  }

  @Test
  void aLostClientMayComeBack() {
    node.connectsPersistent(60);
    play.advance(91);
    node.connectsPersistent(60);
    play.advance(89);
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void aNewConnectionHasItsOwnKeepAlive() {
    node.connectsPersistent(10).connectsPersistent(600);
    play.advance(650);
    assertEquals("active", play.stateOf("n"));
  }

  @Test
  void aDisconnectedClientIsNotSupervised() {
    node.connectsPersistent(60).sends(disconnect()).expect(disconnect());
    play.advance(1_000);
    assertEquals("disconnected", play.stateOf("n"));
  }

  @Test
  void aSleeperWithoutKeepAliveIsSupervisedByItsDuration() {
    node.connectsPersistent(0).sleeps(100);
    play.advance(111);
    assertEquals("lost", play.stateOf("n"));
  }
}
