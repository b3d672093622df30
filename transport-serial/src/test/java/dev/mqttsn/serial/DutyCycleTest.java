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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A radio link of 1,200 bit/s at 1 % through days on a virtual clock, asked for three times that.
 */
class DutyCycleTest {
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final long BUDGET = HOUR / 100;
  private static final long RUN = 48 * HOUR;
  private static final int BIT_RATE = 1_200;
  private static final int QUEUE_LIMIT = 32;
  private static final Link LINK = new Link("serial test", 255);

  /** Sent frames as pairs of end and time on air. */
  private final Deque<long[]> lastHour = new ArrayDeque<>();

  private final Map<Integer, Long> answersOffered = new HashMap<>();
  private final Pacer pacer = new Pacer(BIT_RATE, 0.01);
  private final SendQueue queue = new SendQueue(QUEUE_LIMIT, 0, pacer, Confirmation.NONE);
  private long airInHour;
  private long airTotal;
  private long longestAnswerWait;
  private int offered;
  private int dropped;
  private int sent;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aBusyLinkKeepsItsDutyCycleItsQueueAndItsAnswers(long seed) {
    Random random = new Random(seed);
    long nextOffer = 0;
    for (long now = 0; now < RUN; now = Math.min(nextOffer, queue.wakeMicros())) {
      if (now >= nextOffer) {
        offer(now, random);
        nextOffer = now + 1 + (long) (random.nextDouble() * 20 * SECOND);
      }
      for (Optional<Outgoing> next = queue.poll(now); next.isPresent(); next = queue.poll(now)) {
        onSent(now, next.get());
      }
    }
    assertTrue(airTotal > RUN / HOUR * BUDGET * 85 / 100, "the budget is used: " + airTotal);
    assertEquals(offered, sent + dropped + queue.size());
    assertTrue(dropped > offered / 2, "more was asked for than may be sent");
    assertTrue(longestAnswerWait <= 2 * air(100), "us: " + longestAnswerWait);
  }

  /** One answer in fifteen, which together need less than the tenth that is kept for them. */
  private void offer(long nowMicros, Random random) {
    NodeAddress node = NodeAddress.direct(LINK, Octets.wrap(new byte[] {(byte) random.nextInt(5)}));
    offered++;
    byte[] message;
    if (random.nextInt(15) == 0) {
      message = FrameEncoder.encode(new Frame.PubAck(7, offered, ReturnCode.ACCEPTED));
      answersOffered.put(offered, nowMicros);
    } else {
      Octets payload = Octets.wrap(new byte[10 + random.nextInt(80)]);
      message =
          FrameEncoder.encode(
              new Frame.Publish(
                  false, Qos.AT_LEAST_ONCE, false, TopicIdType.NORMAL, 7, offered, payload));
    }
    dropped += queue.offer(node, message).isPresent() ? 1 : 0;
    assertTrue(queue.size() <= QUEUE_LIMIT);
  }

  private void onSent(long nowMicros, Outgoing outgoing) {
    sent++;
    byte[] message = outgoing.message().array();
    if (outgoing.kind() == MessageKind.ANSWER) {
      int msgId = (message[4] & 0xFF) << 8 | (message[5] & 0xFF);
      longestAnswerWait = Math.max(longestAnswerWait, nowMicros - answersOffered.get(msgId));
    }
    long air = air(message.length);
    airInHour += air;
    airTotal += air;
    lastHour.addLast(new long[] {nowMicros + air, air});
    while (lastHour.getFirst()[0] <= nowMicros + air - HOUR) {
      airInHour -= lastHour.removeFirst()[1];
    }
    assertTrue(airInHour <= BUDGET, airInHour + " us in an hour");
  }

  private static long air(int octets) {
    return octets * 8L * SECOND / BIT_RATE;
  }
}
