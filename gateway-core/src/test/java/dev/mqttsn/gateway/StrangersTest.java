package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.connAck;
import static dev.mqttsn.gateway.Messages.disconnect;
import static dev.mqttsn.gateway.Messages.pingReq;
import static dev.mqttsn.gateway.Messages.pingResp;
import static dev.mqttsn.gateway.Messages.pubAck;
import static dev.mqttsn.gateway.Messages.pubComp;
import static dev.mqttsn.gateway.Messages.pubRec;
import static dev.mqttsn.gateway.Messages.pubRel;
import static dev.mqttsn.gateway.Messages.publish;
import static dev.mqttsn.gateway.Messages.regAck;
import static dev.mqttsn.gateway.Messages.register;
import static dev.mqttsn.gateway.Messages.sleep;
import static dev.mqttsn.gateway.Messages.subscribe;
import static dev.mqttsn.gateway.Messages.text;
import static dev.mqttsn.gateway.Messages.unsubscribe;
import static dev.mqttsn.gateway.Messages.willMsg;
import static dev.mqttsn.gateway.Messages.willTopic;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Senders that the gateway does not know, and octets that are no message. */
final class StrangersTest {
  private static final List<Frame> ANSWERED =
      List.of(
          register(1, "t"),
          publish(0, 1, 0, "x"),
          publish(1, 1, 1, "x"),
          publish(2, 1, 1, "x"),
          pubAck(1, 1),
          pubRec(1),
          pubRel(1),
          pubComp(1),
          regAck(1, 1),
          subscribe(1, 1, "t"),
          unsubscribe(1, "t"),
          pingReq(),
          pingReq("n"),
          disconnect(),
          sleep(100),
          new Frame.WillTopicUpd(Qos.AT_MOST_ONCE, false, text("lw")),
          new Frame.WillMsgUpd(text("x")));

  private static final List<Frame> DROPPED =
      List.of(
          willTopic(1, false, "lw"),
          willMsg("x"),
          pingResp(),
          connAck(),
          new Frame.Advertise(1, 900),
          new Frame.GwInfo(1, Octets.EMPTY),
          new Frame.WillTopicReq(),
          new Frame.WillMsgReq(),
          new Frame.SubAck(Qos.AT_MOST_ONCE, 1, 1, Messages.OK),
          new Frame.UnsubAck(1),
          new Frame.WillTopicResp(Messages.OK),
          new Frame.WillMsgResp(Messages.OK));

  private final Play play = Play.begin();
  private final Play.Node stranger = play.node("n");

  @Test
  void strangersAreToldToConnect() {
    for (Frame frame : ANSWERED) {
      stranger.sends(frame).expect(disconnect()).expectNothing();
    }
    assertEquals(0, play.sessions());
    play.broker().expectsNothing();
  }

  @Test
  void whatNeedsNoAnswerIsDropped() {
    for (Frame frame : DROPPED) {
      stranger.sends(frame).expectNothing();
    }
    assertEquals(0, play.sessions());
    play.broker().expectsNothing();
  }

  @Test
  void reservedTypesAreDroppedInEveryState() {
    for (int type : new int[] {3, 0x11, 0x19, 0x1E, 0x2D, 0xFD, 0xFF}) {
      stranger.sendsOctets(new byte[] {2, (byte) type}).expectNothing();
      play.node("known").connects().sendsOctets(new byte[] {2, (byte) type}).expectNothing();
    }
    assertEquals("active", play.stateOf("known"));
  }

  @Test
  void whatOnlyAGatewaySendsIsDroppedFromAClientToo() {
    Play.Node node = play.node("known").connects();
    for (Frame frame : DROPPED) {
      if (!(frame instanceof Frame.WillTopic) && !(frame instanceof Frame.WillMsg)) {
        node.sends(frame).expectNothing();
      }
    }
    assertEquals("active", play.stateOf("known"));
  }

  @Test
  void oneAddressIsAnsweredTwoHundredTimesAndThenTwentyTimesASecond() {
    for (int i = 0; i < 500; i++) {
      stranger.sends(pingReq());
    }
    assertEquals(200, stranger.drain().size());
    for (int second = 0; second < 5; second++) {
      play.advance(1);
      for (int i = 0; i < 100; i++) {
        stranger.sends(pingReq());
      }
      assertEquals(20, stranger.drain().size());
    }
  }

  @Test
  void portsOfOneAddressShareTheirAnswers() {
    int answers = 0;
    for (int port = 1; port <= 100; port++) {
      for (int i = 0; i < 5; i++) {
        answers += play.node("n", port).sends(pingReq()).drain().size();
      }
    }
    assertEquals(200, answers);
  }

  @Test
  void anotherAddressHasItsOwnAnswers() {
    for (int i = 0; i < 500; i++) {
      stranger.sends(pingReq());
    }
    play.node("another").sends(pingReq()).expect(disconnect());
  }

  @Test
  void manyStrangersDoNotSilenceTheAnswersToClients() {
    Play.Node node = play.node("known").connects();
    for (int i = 0; i < 20_000; i++) {
      play.node("stranger " + i).sends(pingReq());
    }
    node.sends(pingReq()).expect(pingResp());
    assertEquals(1, play.sessions());
  }

  @Test
  void malformedMessagesAreNeverAnswered() {
    Play.Node known = play.node("known").connects();
    for (Frame frame : ANSWERED) {
      byte[] whole = FrameEncoder.encode(frame);
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        stranger.sendsOctets(part).expectNothing();
        known.sendsOctets(part).expectNothing();
      }
      byte[] longer = Arrays.copyOf(whole, whole.length + 1);
      stranger.sendsOctets(longer).expectNothing();
      known.sendsOctets(longer).expectNothing();
    }
    assertEquals("active", play.stateOf("known"));
    play.broker().expectsNothing();
  }

  @Test
  void knownKillersDoNoHarm() {
    stranger.sendsOctets(new byte[] {4, 4, 4, 1}).expectNothing();
    stranger.sendsOctets(new byte[] {1, (byte) 0xEA, 0x60, 4, 4, 1, 0, 60, 'n'}).expectNothing();
    stranger.sendsOctets(new byte[] {4, 0x0A, 0, 0}).expectNothing();
    stranger.sendsOctets(new byte[] {0, 4}).sendsOctets(new byte[] {1}).expectNothing();
    assertEquals(5, play.malformed());
  }

  @Test
  void randomOctetsDisturbNobody() {
    SplittableRandom random = new SplittableRandom(7);
    Play.Node known = play.node("known").connectsPersistent(0);
    int topic = known.registers("t");
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      stranger.sendsOctets(noise);
    }
    play.broker().drain();
    known.expectNothing().sends(publish(0, topic, 0, "x"));
    play.broker().expectsPublish("known", 0, "t", 0, "x");
    assertTrue(play.malformed() > 10_000);
  }
}
