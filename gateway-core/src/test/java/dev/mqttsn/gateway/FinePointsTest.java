package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.ReturnCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conditions that no other test would miss: each was found by changing the core. */
final class FinePointsTest {
  private final Stage play = Stage.begin();
  private final Broker broker = play.broker;
  private final Node c1 = play.node("c1").connects(false, 600);

  @Test
  void anotherQosOrRetainMakesAnotherMessage() {
    c1.sends("LL 0C 22 'ab' 00 01 'hi'").hears("07 0D 61 62 00 01 00");
    c1.sends("LL 0C 32 'ab' 00 01 'hi'").hears("07 0D 61 62 00 01 00");
    c1.sends("LL 0C 42 'ab' 00 01 'hi'").hears("04 0F 00 01");
    assertEquals(3, broker.all(BrokerCommand.Publish.class).size());
  }

  @Test
  void afterItsPubRelAQos2MessageOfTheSameMsgIdAndPayloadIsNew() {
    for (int i = 1; i <= 3; i++) {
      c1.sends("LL 0C 42 'ab' 00 01 'hi'").hears("04 0F 00 01");
      c1.sends("04 10 00 01").hears("04 0E 00 01");
      assertEquals(i, broker.all(BrokerCommand.Publish.class).size());
    }
  }

  @Test
  void aStrayPubRelDoesNotTakeTheIdOfAPublishUnderWay() {
    broker.silent();
    c1.sends("LL 0C 22 'ab' 00 05 'x'").sends("04 10 00 05").hearsNothing();
    assertEquals(0, broker.all(BrokerCommand.Release.class).size());
    broker.answers();
    broker.acks("c1", 5);
    c1.hears("07 0D 61 62 00 05 00");
    c1.sends("04 10 00 05").hears("04 0E 00 05");
  }

  @Test
  void aTakeoverThatIsToldLateDoesNotHitTheNewLink() {
    broker.silent();
    c1.sends("LL 04 04 01 02 58 'c1'");
    broker.tell(new BrokerEvent.TakenOver("c1"));
    broker.answers();
    c1.hears("03 05 00");
    c1.sends("LL 0C 22 'ab' 00 07 'x'").hears("07 0D 61 62 00 07 00");
  }

  @Test
  void whatWasPendingInACleanSessionIsNewInTheKeptOneAfterIt() {
    Node c2 = play.node("c2").connects(true, 600);
    broker.silent();
    c2.sends("LL 0C 22 'ab' 00 07 'x'").sends("LL 04 00 01 02 58 'c2'");
    broker.tell(new BrokerEvent.Opened("c2", false));
    c2.hears("03 05 00").sends("LL 0C A2 'ab' 00 07 'x'").hearsNothing();
    assertEquals(2, broker.all(BrokerCommand.Publish.class).size());
    broker.acks("c2", 7);
    c2.hears("07 0D 61 62 00 07 00").hearsNothing();
  }

  @Test
  void aNodeThatAnswers2ToQos0ForEverIsGivenUpForThatMessage() {
    broker.sends("c1", "a/b", 0, "x");
    int copies = 0;
    List<Frame> heard = c1.hearsAll();
    while (!heard.isEmpty() && copies < 50) {
      for (Frame frame : heard) {
        if (frame instanceof Frame.Publish f) {
          copies++;
          c1.sends(new Frame.PubAck(f.topicId(), 0, ReturnCode.INVALID_TOPIC_ID));
        } else {
          c1.acks(frame);
        }
      }
      heard = c1.hearsAll();
    }
    assertTrue(copies >= 2 && copies <= 6, "copies: " + copies);
  }

  @Test
  void aClientThatCameBackDoesNotMakePlace() {
    Stage play = Stage.with().limits(l -> l.clients(2)).begin();
    Node c1 = play.node("c1").connects(false, 60);
    c1.sends("02 18").hears("02 18").connects(false, 60);
    play.node("c2").connects();
    play.node("c3").sends("LL 04 04 01 00 3C 'c3'").hears("03 05 01");
    c1.sends("02 16").hears("02 17");
  }

  @Test
  void publishesThatWereAcknowledgedTakeNoRoom() {
    Stage play = Stage.begin();
    Node c1 = play.node("c1").connects();
    int id = c1.registers("a/b");
    String payload = "x".repeat(50_000);
    for (int i = 1; i <= 3000; i++) {
      c1.publishes(1, id, i, payload);
      assertEquals(new Frame.PubAck(id, i, ReturnCode.ACCEPTED), c1.hears(Frame.PubAck.class));
      play.broker.forgetHistory();
    }
  }

  @Test
  void aRepeatedSubscribeDoesNotReachTheBrokerTwice() {
    c1.sends("LL 12 20 00 04 'a/b'").hears("08 13 20 TT TT 00 04 00");
    c1.sends("LL 12 20 00 04 'a/b'").hears("08 13 20 TT TT 00 04 00");
    broker.gets("c1 subscribe a/b q1").getsNothing();
  }
}
