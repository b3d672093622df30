package dev.mqttsn.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectQueueTest {
  private final ConnectQueue<String> queue =
      new ConnectQueue<>(new Backoff(RecordedLink.CONFIG, new Random(1)));

  @Test
  void nodesThatWaitComeBeforeReconnects() {
    queue.add("reconnect", 10);
    queue.addUrgent("node");
    queue.promote(20);
    assertEquals("node", queue.poll(20));
    assertEquals("reconnect", queue.poll(20));
    assertNull(queue.poll(20));
  }

  @Test
  void aReconnectWaitsForItsTime() {
    queue.add("reconnect", 10);
    queue.promote(9);
    assertNull(queue.poll(9));
    queue.promote(10);
    assertEquals("reconnect", queue.poll(10));
  }

  @Test
  void sixtyFourAttemptsAreUnderWayAtMost() {
    for (int i = 0; i < 100; i++) {
      queue.addUrgent("node " + i);
    }
    for (int i = 0; i < ConnectQueue.MAX_UNDER_WAY; i++) {
      assertEquals("node " + i, queue.poll(0));
    }
    assertNull(queue.poll(0));
    queue.ended("node 3");
    assertEquals("node 64", queue.poll(0));
    assertNull(queue.poll(0));
  }

  @Test
  void anUnreachableBrokerIsProbedByOneReconnectAtATime() {
    queue.onUnreachable(0);
    queue.add("a", 0);
    queue.add("b", 0);
    queue.promote(0);
    assertNull(queue.poll(0));
    assertEquals("a", queue.poll(600));
    assertNull(queue.poll(600));
    queue.ended("a");
    queue.onUnreachable(600);
    assertNull(queue.poll(600));
    assertEquals("b", queue.poll(2_000));
  }

  @Test
  void aNodeTriesAtOnceWhateverIsKnownOfTheBroker() {
    queue.onUnreachable(0);
    queue.addUrgent("node");
    assertEquals("node", queue.poll(0));
  }

  @Test
  void anAnswerLetsEverybodyConnect() {
    queue.onUnreachable(0);
    queue.add("a", 0);
    queue.add("b", 0);
    queue.promote(0);
    queue.onReachable();
    assertEquals("a", queue.poll(0));
    assertEquals("b", queue.poll(0));
  }

  @Test
  void whoIsRemovedGetsNoTurn() {
    queue.add("a", 0);
    queue.promote(0);
    queue.add("b", 0);
    queue.addUrgent("c");
    queue.remove("a");
    queue.remove("b");
    queue.remove("c");
    queue.promote(0);
    assertNull(queue.poll(0));
  }
}
