package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A radio that loses every fifth datagram: what is promised arrives, and how often. */
final class RadioLossTest {
  private static final double LOSS = 0.2;
  private static final int MESSAGES = 2000;
  private static final int RETRY_SECONDS = 10;

  private final Play play = Play.begin();
  private final Play.Broker broker = play.broker().acknowledges().releases();
  private final Play.Node c1 =
      play.node("c1").sends(Messages.connect("c1", false, true, 0)).expect(Messages.connAck());

  /**
   * A node that repeats until it is acknowledged. A payload is a counter, or the same reading for
   * ever as many sensors send it; repetitions have DUP=1, or are identical as in many clients.
   */
  @ParameterizedTest
  @CsvSource({"1,true,1", "2,false,2", "3,true,3", "4,false,4"})
  void atMostTwoInAHundredQos1MessagesReachTheBrokerTwice(long seed, boolean dup, int period) {
    SplittableRandom radio = new SplittableRandom(seed);
    int id = c1.registers("a/b");
    int msgId = 0;
    for (int i = 0; i < MESSAGES; i++) {
      msgId = msgId == 0xFFFF ? 1 : msgId + 1;
      publishUntilAcknowledged(radio, id, msgId, "m" + i, dup);
      play.advance(period);
    }
    Map<String, Integer> copies = new HashMap<>();
    for (BrokerCommand.Publish publish : broker.all(BrokerCommand.Publish.class)) {
      copies.merge(publish.payload().text(), 1, Integer::sum);
    }
    assertEquals(MESSAGES, copies.size(), "every message reaches the broker");
    long twice = copies.values().stream().filter(count -> count > 1).count();
    assertTrue(twice <= MESSAGES * 2 / 100, twice + " of " + MESSAGES + " more than once");
  }

  /** The same reading and the same MsgId for ever: none may be taken for a repetition. */
  @ParameterizedTest
  @ValueSource(ints = {61, 300})
  void aNodeWithConstantMsgIdAndReadingLosesNothing(int period) {
    SplittableRandom radio = new SplittableRandom(5);
    int id = c1.registers("a/b");
    for (int i = 0; i < 500; i++) {
      publishUntilAcknowledged(radio, id, 1, "same", false);
      play.advance(period);
    }
    int published = broker.all(BrokerCommand.Publish.class).size();
    assertTrue(published >= 500, "published: " + published);
  }

  private void publishUntilAcknowledged(
      SplittableRandom radio, int id, int msgId, String payload, boolean dup) {
    boolean first = true;
    while (true) {
      if (radio.nextDouble() >= LOSS) {
        Frame.Publish publish = Messages.publish(1, id, msgId, payload);
        c1.sends(dup && !first ? publish.asRepetition() : publish);
        List<Frame> answers = c1.drain();
        assertEquals(1, answers.size(), "each copy is acknowledged");
        if (radio.nextDouble() >= LOSS) {
          return;
        }
      }
      first = false;
      play.advance(RETRY_SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void qos2UpwardsIsPublishedExactlyOnce(long seed) {
    SplittableRandom radio = new SplittableRandom(seed);
    int id = c1.registers("a/b");
    for (int i = 1; i <= MESSAGES; i++) {
      Frame.Publish publish = Messages.publish(2, id, i, "m" + i);
      Frame.PubRec received = new Frame.PubRec(i);
      ask(radio, publish, publish.asRepetition(), received);
      ask(radio, new Frame.PubRel(i), new Frame.PubRel(i), new Frame.PubComp(i));
    }
    List<String> published =
        broker.all(BrokerCommand.Publish.class).stream().map(p -> p.payload().text()).toList();
    assertEquals(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "m" + i).toList(), published);
    assertEquals(MESSAGES, broker.all(BrokerCommand.Release.class).stream().distinct().count());
  }

  private void ask(SplittableRandom radio, Frame first, Frame repetition, Frame answer) {
    Frame next = first;
    while (true) {
      if (radio.nextDouble() >= LOSS) {
        c1.sends(next);
        boolean answered = c1.drain().contains(answer);
        if (answered && radio.nextDouble() >= LOSS) {
          return;
        }
      }
      next = repetition;
      play.advance(RETRY_SECONDS);
    }
  }

  /** A listener that acknowledges all that it hears, over the same radio. */
  @ParameterizedTest
  @CsvSource({"21,false", "22,false", "23,true", "24,true"})
  void whatTheBrokerSendsArrivesInOrderOverALossyRadio(long seed, boolean sleeping) {
    SplittableRandom radio = new SplittableRandom(seed);
    Play.Node node = play.node("listener");
    node.sends(Messages.connect("listener", false, false, 0)).expect(Messages.connAck());
    node.subscribes("w/#", 2);
    Receiver receiver = new Receiver(radio, node);
    int count = 600;
    if (sleeping) {
      node.sleeps(60_000);
    }
    for (int i = 0; i < count; i++) {
      broker.publishes("listener", "w/" + i % 3, 1 + i % 2, "m" + i);
      if (i % 20 == 19) {
        receiver.listens(sleeping);
      }
    }
    for (int i = 0; i < 3000 && receiver.distinct().size() < count; i++) {
      receiver.listens(sleeping);
    }
    List<String> expected = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    assertEquals(expected, receiver.distinct());
    assertEquals(List.copyOf(receiver.twoOnce), receiver.two, "QoS 2 exactly once");
    receiver.heals(sleeping);
    assertEquals(count / 2, broker.all(BrokerCommand.AckDown.class).size());
    assertEquals(count / 2, broker.all(BrokerCommand.CompletedDown.class).size());
  }

  /** A node that keeps MQTT-SN's rules for what comes down. */
  private final class Receiver {
    private final SplittableRandom radio;
    private final Play.Node node;
    private final List<String> delivered = new ArrayList<>();
    private final List<String> two = new ArrayList<>();
    private final LinkedHashSet<String> twoOnce = new LinkedHashSet<>();
    private final Map<Integer, String> held = new HashMap<>();
    private double loss = LOSS;

    private Receiver(SplittableRandom radio, Play.Node node) {
      this.radio = radio;
      this.node = node;
    }

    private List<String> distinct() {
      return List.copyOf(new LinkedHashSet<>(delivered));
    }

    private void listens(boolean sleeping) {
      if (sleeping && radio.nextDouble() >= loss) {
        node.wakes();
      } else if (!sleeping && radio.nextDouble() >= loss) {
        node.sends(Messages.pingReq());
      }
      for (int i = 0; i < 12; i++) {
        takes();
        play.advance(5);
      }
    }

    private void heals(boolean sleeping) {
      loss = 0;
      for (int i = 0; i < 3; i++) {
        listens(sleeping);
      }
    }

    private void takes() {
      List<Frame> heard = node.drain();
      while (!heard.isEmpty()) {
        for (Frame frame : heard) {
          if (radio.nextDouble() >= loss) {
            take(frame);
          }
        }
        heard = node.drain();
      }
    }

    private void take(Frame frame) {
      if (frame instanceof Frame.Publish f && f.qos() == Qos.EXACTLY_ONCE) {
        held.put(f.msgId(), f.data().text());
      } else if (frame instanceof Frame.PubRel f && held.containsKey(f.msgId())) {
        String payload = held.remove(f.msgId());
        delivered.add(payload);
        two.add(payload);
        twoOnce.add(payload);
      } else if (frame instanceof Frame.Publish f) {
        delivered.add(f.data().text());
      }
      if (radio.nextDouble() >= loss) {
        answer(frame);
      }
    }

    private void answer(Frame frame) {
      if (frame instanceof Frame.Register f) {
        node.sends(Messages.regAck(f.topicId(), f.msgId()));
      } else if (frame instanceof Frame.Publish f && f.qos() == Qos.AT_LEAST_ONCE) {
        node.sends(Messages.pubAck(f.topicId(), f.msgId()));
      } else if (frame instanceof Frame.Publish f) {
        node.sends(Messages.pubRec(f.msgId()));
      } else if (frame instanceof Frame.PubRel f) {
        node.sends(Messages.pubComp(f.msgId()));
      }
    }
  }
}
