package dev.mqttsn.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A bad network on a real loop; what happens to which message is decided by the seed. */
class LossyNetworkTest {
  private static final int MESSAGES = 2_000;

  private final List<Integer> arrived = new ArrayList<>();
  private Receiver inner;

  private final Network network =
      receiver -> {
        inner = receiver;
        return new Uplink() {
          @Override
          public void send(byte[] message) {
            arrived.add(ByteBuffer.wrap(message).getInt());
          }

          @Override
          public void close() {}
        };
      };

  @Test
  void aPerfectNetworkIsLeftAlone() {
    assertSame(network, LossyNetwork.over(null, network, Impairment.NONE, new SplittableRandom(1)));
  }

  @Test
  void losesItsShareInBothDirections() throws Exception {
    List<Integer> up = carry(new Impairment(0.2, 0, 0, 0, 0), 7, true);
    assertIsAbout(0.8, up);
    assertTrue(isAscending(up));
    List<Integer> down = carry(new Impairment(0.2, 0, 0, 0, 0), 7, false);
    assertIsAbout(0.8, down);
  }

  @Test
  void doublesItsShare() throws Exception {
    List<Integer> all = carry(new Impairment(0, 0.1, 0, 0, 0), 7, true);
    assertIsAbout(1.1, all);
    assertEquals(MESSAGES, all.stream().distinct().count());
  }

  @Test
  void delaysWithoutChangingTheOrder() throws Exception {
    assertTrue(isAscending(carry(new Impairment(0, 0, 0, 1, 30), 7, true)));
  }

  @Test
  void changesTheOrderWhereItIsAskedTo() throws Exception {
    List<Integer> all = carry(new Impairment(0, 0, 0.05, 0, 1), 7, true);
    assertEquals(MESSAGES, all.size());
    assertTrue(!isAscending(all));
  }

  @Test
  void aSeedRepeatsIt() throws Exception {
    Impairment bad = new Impairment(0.2, 0.1, 0, 0, 0);
    List<Integer> first = carry(bad, 7, true);
    assertEquals(first, carry(bad, 7, true));
    assertNotEquals(first, carry(bad, 8, true));
  }

  private static void assertIsAbout(double share, List<Integer> messages) {
    assertEquals(share, (double) messages.size() / MESSAGES, 0.03);
  }

  private static boolean isAscending(List<Integer> numbers) {
    return numbers.equals(numbers.stream().sorted().toList());
  }

  private List<Integer> carry(Impairment impairment, long seed, boolean up) throws Exception {
    arrived.clear();
    try (NodeLoop loop = NodeLoop.start("test")) {
      CompletableFuture<Void> over = new CompletableFuture<>();
      Network lossy = LossyNetwork.over(loop, network, impairment, new SplittableRandom(seed));
      Uplink uplink = lossy.open(message -> arrived.add(message.getInt()));
      loop.execute(
          () -> {
            IntStream.range(0, MESSAGES).forEach(i -> carryOne(uplink, i, up));
            loop.after(200, () -> over.complete(null));
          });
      over.get();
      return List.copyOf(arrived);
    }
  }

  private void carryOne(Uplink uplink, int number, boolean up) {
    byte[] message = ByteBuffer.allocate(4).putInt(number).array();
    if (up) {
      uplink.send(message);
    } else {
      inner.onMessage(ByteBuffer.wrap(message));
    }
  }
}
