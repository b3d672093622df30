package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.framing.Confirmation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private static final Link LINK = new Link("serial test", 255);
  private static final long MILLI = 1_000;

  private static NodeAddress node(int number) {
    return NodeAddress.direct(LINK, Octets.wrap(new byte[] {(byte) number}));
  }

  private static SendQueue queue(int limit, int bitRate, Confirmation confirmation) {
    return new SendQueue(limit, 0, new Pacer(bitRate, 0), confirmation);
  }

  private static byte[] publish(Qos qos, int msgId, boolean dup, String payload) {
    return FrameEncoder.encode(
        new Frame.Publish(dup, qos, false, TopicIdType.NORMAL, 7, msgId, Octets.utf8(payload)));
  }

  private static byte[] publish(int msgId) {
    return publish(Qos.AT_LEAST_ONCE, msgId, false, "payload");
  }

  private static byte[] puback(int msgId) {
    return FrameEncoder.encode(new Frame.PubAck(7, msgId, ReturnCode.ACCEPTED));
  }

  private static byte[] pingresp() {
    return FrameEncoder.encode(new Frame.PingResp());
  }

  private static List<String> drain(SendQueue queue, long nowMicros) {
    List<String> sent = new ArrayList<>();
    for (Optional<Outgoing> next = queue.poll(nowMicros);
        next.isPresent();
        next = queue.poll(nowMicros)) {
      sent.add(name(next.get()));
    }
    return sent;
  }

  private static String name(Outgoing outgoing) {
    return outgoing.to().address().at(0) + ":" + outgoing.message();
  }

  private static String name(int node, byte[] message) {
    return node + ":" + Octets.wrap(message);
  }

  @Test
  void answersGoBeforeRequests() {
    SendQueue queue = queue(10, 0, Confirmation.NONE);
    queue.offer(node(1), publish(1));
    queue.offer(node(1), publish(2));
    queue.offer(node(2), pingresp());
    queue.offer(node(1), puback(3));
    assertEquals(
        List.of(name(2, pingresp()), name(1, puback(3)), name(1, publish(1)), name(1, publish(2))),
        drain(queue, 0));
  }

  /** PINGRESP sends a node to sleep: what it woke up for goes first (6.14). */
  @Test
  void pingrespDoesNotOvertakeTheMessagesOfItsNode() {
    SendQueue queue = queue(10, 0, Confirmation.NONE);
    queue.offer(node(2), publish(1));
    queue.offer(node(1), publish(1));
    queue.offer(node(1), pingresp());
    assertEquals(
        List.of(name(2, publish(1)), name(1, publish(1)), name(1, pingresp())), drain(queue, 0));
  }

  @Test
  void theTypeIsFoundInAnEnvelopeAndInTheLongForm() {
    byte[] wrapped = FrameEncoder.encode(new Frame.PingResp(), Octets.utf8("nd"), 0);
    assertEquals(MessageKind.LAST, MessageKind.of(wrapped));
    assertEquals(
        MessageKind.REQUEST, MessageKind.of(publish(Qos.AT_MOST_ONCE, 0, false, long300())));
    assertEquals(MessageKind.ANSWER, MessageKind.of(puback(1)));
    assertEquals(MessageKind.REQUEST, MessageKind.of(new byte[] {1}));
    assertEquals(MessageKind.REQUEST, MessageKind.of(new byte[0]));
  }

  private static String long300() {
    return "x".repeat(300);
  }

  @Test
  void aFullQueueDropsTheYoungestRequestOfTheBusiestNode() {
    SendQueue queue = queue(4, 0, Confirmation.NONE);
    for (int i = 1; i <= 3; i++) {
      assertTrue(queue.offer(node(1), publish(i)).isEmpty());
    }
    assertTrue(queue.offer(node(2), publish(1)).isEmpty());
    assertEquals(name(1, publish(4)), name(queue.offer(node(1), publish(4)).orElseThrow()));
    assertEquals(name(1, publish(3)), name(queue.offer(node(3), publish(1)).orElseThrow()));
    assertEquals(name(1, publish(2)), name(queue.offer(node(2), puback(9)).orElseThrow()));
    assertEquals(4, queue.size());
    assertEquals(
        List.of(name(2, puback(9)), name(1, publish(1)), name(2, publish(1)), name(3, publish(1))),
        drain(queue, 0));
  }

  @Test
  void aQueueFullOfAnswersDropsWhatComes() {
    SendQueue queue = queue(2, 0, Confirmation.NONE);
    queue.offer(node(1), puback(1));
    queue.offer(node(1), puback(2));
    assertEquals(name(1, puback(3)), name(queue.offer(node(1), puback(3)).orElseThrow()));
    assertEquals(name(2, publish(1)), name(queue.offer(node(2), publish(1)).orElseThrow()));
  }

  @Test
  void aRepetitionDoesNotWaitTwice() {
    SendQueue queue = queue(10, 0, Confirmation.NONE);
    byte[] again = publish(Qos.AT_LEAST_ONCE, 1, true, "payload");
    queue.offer(node(1), publish(1));
    queue.offer(node(1), again);
    queue.offer(node(2), again);
    queue.offer(node(1), puback(1));
    queue.offer(node(1), puback(1));
    assertEquals(List.of(name(1, puback(1)), name(1, publish(1)), name(2, again)), drain(queue, 0));
    queue.offer(node(1), again);
    assertEquals(1, queue.size(), "after the first was sent");
  }

  @Test
  void equalQos0MessagesAreTwo() {
    SendQueue queue = queue(10, 0, Confirmation.NONE);
    queue.offer(node(1), publish(Qos.AT_MOST_ONCE, 0, false, "21.5"));
    queue.offer(node(1), publish(Qos.AT_MOST_ONCE, 0, false, "21.5"));
    assertEquals(2, queue.size());
  }

  @Test
  void theAirIsFreeBeforeTheNextFrameGoes() {
    SendQueue queue = queue(10, 8_000, Confirmation.NONE);
    queue.offer(node(1), publish(1));
    queue.offer(node(1), publish(2));
    assertEquals(List.of(name(1, publish(1))), drain(queue, 0));
    long air = publish(1).length * MILLI;
    assertEquals(air, queue.wakeMicros());
    assertEquals(List.of(), drain(queue, air - 1));
    assertEquals(List.of(name(1, publish(2))), drain(queue, air));
    drain(queue, 2 * air);
    assertEquals(SendQueue.NEVER, queue.wakeMicros());
  }

  /** An answer waits for the frame on the air and the answers before it, never for requests. */
  @Test
  void anAnswerWaitsForOneRequestAtMost() {
    SendQueue queue = queue(64, 9_600, Confirmation.NONE);
    Random random = new Random(1);
    long longest = new Pacer(9_600, 0).airMicros(publish(1).length);
    int msgId = 0;
    long now = 0;
    for (int i = 0; i < 2_000; i++) {
      while (queue.size() < 60) {
        queue.offer(node(random.nextInt(5)), publish(++msgId));
      }
      long queued = now;
      queue.offer(node(1), puback(i));
      Optional<Outgoing> next = queue.poll(now);
      while (next.isEmpty() || next.get().kind() != MessageKind.ANSWER) {
        now = next.isEmpty() ? queue.wakeMicros() : now;
        next = queue.poll(now);
      }
      assertTrue(now - queued <= longest, now - queued + " us");
      now += random.nextInt(100_000);
      queue.poll(now);
      assertTrue(queue.size() <= 64);
    }
  }

  @Test
  void oneFramePerXBeeNodeAndFourPerModem() {
    SendQueue queue = queue(64, 0, Confirmation.BY_FRAME);
    for (int i = 1; i <= 6; i++) {
      queue.offer(node(i), publish(1));
      queue.offer(node(i), publish(2));
    }
    assertEquals(
        List.of(name(1, publish(1)), name(2, publish(1)), name(3, publish(1)), name(4, publish(1))),
        drain(queue, 0));
    assertEquals(Optional.of(node(2)), queue.onStatus(2, true));
    assertEquals(List.of(name(2, publish(2))), drain(queue, 1));
    assertEquals(Optional.empty(), queue.onStatus(2, true), "told before");
    queue.onStatus(1, true);
    queue.onStatus(3, false);
    assertEquals(List.of(name(1, publish(2)), name(3, publish(2))), drain(queue, 2));
  }

  /** However many nodes are silent, the others wait for them once at most. */
  @Test
  void silentXBeeNodesDoNotDelayTheOthers() {
    SendQueue queue = queue(256, 0, Confirmation.BY_FRAME);
    long now = 0;
    long worst = 0;
    for (int round = 0; round < 50; round++) {
      for (int silent = 10; silent < 20; silent++) {
        queue.offer(node(silent), publish(round * 2 + 1));
      }
      queue.offer(node(1), publish(round + 1));
      long offered = now;
      boolean heard = false;
      long end = now + 2_000 * MILLI;
      while (now < end) {
        Optional<Outgoing> next = queue.poll(now);
        if (next.isPresent() && next.get().to().equals(node(1))) {
          heard = true;
          worst = Math.max(worst, round == 0 ? 0 : now - offered);
          queue.onStatus(next.get().frameId(), true);
        } else if (next.isEmpty()) {
          now = Math.min(end, queue.wakeMicros());
        }
      }
      assertTrue(heard, "round " + round);
    }
    assertTrue(worst <= SendQueue.ANSWER_MICROS, worst + " us");
  }

  @Test
  void aLateStatusOfAnXBeeStillCounts() {
    SendQueue queue = queue(16, 0, Confirmation.BY_FRAME);
    queue.offer(node(1), publish(1));
    Outgoing sent = queue.poll(0).orElseThrow();
    assertEquals(List.of(), queue.takeUnanswered(SendQueue.ANSWER_MICROS));
    queue.offer(node(1), publish(2));
    assertEquals(1, drain(queue, SendQueue.ANSWER_MICROS).size());
    assertEquals(Optional.of(node(1)), queue.onStatus(sent.frameId(), true));
  }

  @Test
  void oneFramePerLoRaLinkModemGivenUpAfterItsAirTimeAndHalfASecond() {
    SendQueue queue = queue(16, 8_000, Confirmation.BY_MODEM);
    queue.offer(node(1), publish(1));
    queue.offer(node(2), publish(1));
    queue.offer(node(3), publish(1));
    assertEquals(List.of(name(1, publish(1))), drain(queue, 0));
    long air = publish(1).length * MILLI;
    assertEquals(air + 500 * MILLI, queue.wakeMicros());
    assertEquals(List.of(), drain(queue, air + 500 * MILLI - 1));
    assertEquals(List.of(name(2, publish(1))), drain(queue, air + 500 * MILLI));
    assertEquals(List.of(node(1)), queue.takeUnanswered(air + 500 * MILLI));
    assertEquals(Optional.of(node(2)), queue.onStatus(0, false));
    assertEquals(List.of(name(3, publish(1))), drain(queue, 3_000 * MILLI));
  }

  @Test
  void whatWaitedWhenThePortWentIsForgotten() {
    SendQueue queue = queue(16, 0, Confirmation.BY_MODEM);
    queue.offer(node(1), publish(1));
    queue.offer(node(2), publish(1));
    queue.offer(node(2), puback(1));
    drain(queue, 0);
    assertEquals(2, queue.clear());
    assertEquals(List.of(), drain(queue, 1));
    queue.offer(node(1), publish(1));
    assertEquals(List.of(name(1, publish(1))), drain(queue, 2), "the modem is free");
  }
}
