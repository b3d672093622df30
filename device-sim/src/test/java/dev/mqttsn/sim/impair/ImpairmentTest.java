package dev.mqttsn.sim.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of datagrams that come one each millisecond. */
final class ImpairmentTest {
  private static final int MANY = 20_000;

  private static List<Fate> fates(ImpairmentOptions options, long seed) {
    Impairment impairment = new Impairment(options, new SplittableRandom(seed));
    return IntStream.range(0, MANY).mapToObj(impairment::next).toList();
  }

  private static void assertShare(double percent, long count, long of) {
    assertEquals(percent, 100.0 * count / of, 1.5);
  }

  @Test
  void aGoodNetworkPassesAllAtOnceAndInOrder() {
    List<Fate> fates = fates(ImpairmentOptions.NONE, 1);
    for (int i = 0; i < MANY; i++) {
      assertEquals(new Fate(List.of((long) i), false), fates.get(i));
    }
  }

  @Test
  void theSameSeedIsTheSameFateAndAnotherIsAnother() {
    ImpairmentOptions bad = new ImpairmentOptions(20, 5, 10, 10, 80);
    assertEquals(fates(bad, 7), fates(bad, 7));
    assertNotEquals(fates(bad, 7), fates(bad, 8));
  }

  @Test
  void sharesAreAsAskedFor() {
    List<Fate> fates = fates(new ImpairmentOptions(20, 5, 10, 0, 0), 3);
    long arrived = fates.stream().filter(f -> !f.isLost()).count();
    assertShare(20, MANY - arrived, MANY);
    assertShare(5, fates.stream().filter(Fate::isDoubled).count(), arrived);
    assertShare(10, fates.stream().filter(Fate::heldBack).count(), arrived);
  }

  @Test
  void allOrNothing() {
    assertTrue(fates(ImpairmentOptions.NONE.withLoss(100), 1).stream().allMatch(Fate::isLost));
    assertTrue(
        fates(ImpairmentOptions.NONE.withDuplicates(100), 1).stream().allMatch(Fate::isDoubled));
  }

  @Test
  void aWorseNetworkLosesTheSameOnesAndMore() {
    List<Fate> some = fates(ImpairmentOptions.NONE.withLoss(10), 5);
    List<Fate> more = fates(ImpairmentOptions.NONE.withLoss(20), 5);
    for (int i = 0; i < MANY; i++) {
      assertTrue(more.get(i).isLost() || !some.get(i).isLost(), "datagram " + i);
    }
  }

  @Test
  void delayIsWithinItsRangeAndKeepsTheOrder() {
    List<Fate> fates = fates(ImpairmentOptions.NONE.withDelay(10, 80), 2);
    List<Long> dues = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      long due = fates.get(i).dueMillis().get(0);
      assertTrue(due >= i + 10 && due <= i + 80, "datagram " + i + " is due at " + due);
      dues.add(due);
    }
    assertEquals(dues.stream().sorted().toList(), dues);
  }

  @Test
  void aCopyArrivesCloseBehind() {
    ImpairmentOptions options = ImpairmentOptions.NONE.withDuplicates(100).withDelay(200, 300);
    for (Fate fate : fates(options, 6)) {
      long later = fate.dueMillis().get(1) - fate.dueMillis().get(0);
      assertTrue(later >= 0 && later <= Impairment.COPY_MILLIS, later + " ms");
    }
  }

  @Test
  void whatIsHeldBackIsOvertakenAndHoldsNobodyBack() {
    List<Fate> fates = fates(ImpairmentOptions.NONE.withReordering(10), 4);
    for (int i = 0; i < MANY; i++) {
      long expected = fates.get(i).heldBack() ? i + Impairment.HOLD_BACK_MILLIS : i;
      assertEquals(expected, fates.get(i).dueMillis().get(0));
    }
  }

  @Test
  void nothingLaterOvertakesACopyThatIsNotHeldBack() {
    List<Fate> fates = fates(new ImpairmentOptions(10, 30, 10, 5, 60), 6);
    List<Long> dues =
        fates.stream().filter(f -> !f.heldBack()).flatMap(f -> f.dueMillis().stream()).toList();
    assertEquals(dues.stream().sorted().toList(), dues);
    assertTrue(
        fates.stream()
            .filter(f -> f.heldBack() && f.isDoubled())
            .allMatch(f -> f.dueMillis().get(0).equals(f.dueMillis().get(1))));
  }

  @Test
  void senselessOptionsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ImpairmentOptions.NONE.withLoss(101));
    assertThrows(IllegalArgumentException.class, () -> ImpairmentOptions.NONE.withDuplicates(-1));
    assertThrows(
        IllegalArgumentException.class, () -> ImpairmentOptions.NONE.withReordering(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> ImpairmentOptions.NONE.withDelay(5, 4));
  }
}
