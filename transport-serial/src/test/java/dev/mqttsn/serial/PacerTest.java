package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3_600 * SECOND;

  @Test
  void aFrameKeepsTheAirBusyForItsOctets() {
    Pacer pacer = new Pacer(9_600, 0);
    long air = pacer.airMicros(120);
    assertEquals(100_000, air);
    assertEquals(5, pacer.readyMicros(5, air, MessageKind.REQUEST));
    pacer.sent(5, air);
    assertEquals(100_005, pacer.readyMicros(6, 1, MessageKind.ANSWER));
    assertEquals(200_000, pacer.readyMicros(200_000, 1, MessageKind.ANSWER));
  }

  @Test
  void withoutABitRateNothingWaits() {
    Pacer pacer = new Pacer(0, 0);
    pacer.sent(7, pacer.airMicros(1_000));
    assertEquals(7, pacer.readyMicros(7, pacer.airMicros(1_000), MessageKind.REQUEST));
  }

  /** A sender with always something to say, through simulated days: any hour is within 1 %. */
  @Test
  void theDutyCycleIsKeptInAnyHour() {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      Pacer pacer = new Pacer(1_200, 0.01);
      Deque<long[]> sent = new ArrayDeque<>();
      long now = random.nextInt(1_000_000);
      long inHour = 0;
      long total = 0;
      while (now < 48 * HOUR) {
        MessageKind kind = random.nextBoolean() ? MessageKind.REQUEST : MessageKind.ANSWER;
        long air = pacer.airMicros(10 + random.nextInt(100));
        long ready = pacer.readyMicros(now, air, kind);
        if (ready > now) {
          now = ready;
          continue;
        }
        pacer.sent(now, air);
        sent.addLast(new long[] {now + air, air});
        inHour += air;
        total += air;
        while (sent.getFirst()[0] <= now + air - HOUR) {
          inHour -= sent.removeFirst()[1];
        }
        assertTrue(inHour <= 36 * SECOND, "seed " + seed + ": " + inHour + " us in an hour");
        now += air + random.nextInt(1_000);
      }
      assertTrue(total > 48 * 32 * SECOND, "the budget is used: " + total);
    }
  }

  @Test
  void requestsLeaveATenthOfTheDutyCycleToAnswers() {
    Pacer pacer = new Pacer(8_000, 0.01);
    long now = 0;
    long air = pacer.airMicros(1_000);
    int requests = 0;
    while (pacer.readyMicros(now, air, MessageKind.REQUEST) <= now) {
      pacer.sent(now, air);
      now += air;
      requests++;
    }
    assertEquals(32, requests);
    assertEquals(now, pacer.readyMicros(now, air, MessageKind.ANSWER));
    assertTrue(pacer.readyMicros(now, air, MessageKind.REQUEST) > HOUR);
  }

  @Test
  void whatCanNeverBeSentDoesNotFit() {
    Pacer pacer = new Pacer(100, 0.001);
    assertTrue(pacer.fits(pacer.airMicros(20), MessageKind.REQUEST));
    assertFalse(pacer.fits(pacer.airMicros(200), MessageKind.REQUEST));
  }
}
