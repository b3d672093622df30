package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final int CAPACITY = 4_096;

  private final Deque<Runnable> loop = new ArrayDeque<>();
  private final List<Integer> dropped = new ArrayList<>();
  private final Inbox inbox = new Inbox(loop::add, dropped::add);

  @Test
  void whatTheLoopDidNotTakeIsToldOnce() throws Exception {
    List<Integer> heard = new ArrayList<>();
    for (int i = 0; i < CAPACITY + 2; i++) {
      int event = i;
      inbox.add(() -> heard.add(event));
    }
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
    assertEquals(CAPACITY, heard.size());
    assertEquals(CAPACITY - 1, heard.get(heard.size() - 1));
    assertEquals(List.of(2), dropped);
  }
}
