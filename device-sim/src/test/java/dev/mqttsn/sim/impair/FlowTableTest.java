package dev.mqttsn.sim.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node addresses come and go. */
final class FlowTableTest {
  private final List<SocketAddress> ended = new ArrayList<>();
  private final FlowTable table = new FlowTable(2, 100, flow -> ended.add(flow.node()));

  private static SocketAddress node(int port) {
    return InetSocketAddress.createUnresolved("node", port);
  }

  private void add(int port, long nowMillis) {
    table.add(new Flow(node(port), null, null, null), nowMillis);
  }

  @Test
  void aFullTableTakesNobodyWhileAllAreInUse() {
    add(1, 0);
    assertTrue(table.hasRoom(0));
    add(2, 50);
    assertFalse(table.hasRoom(99));
    assertEquals(List.of(), ended);
  }

  @Test
  void theUnusedLeaveAndTheUsedStay() {
    add(1, 0);
    add(2, 10);
    table.use(node(1), 90);
    assertTrue(table.hasRoom(110));
    assertEquals(List.of(node(2)), ended);
    assertTrue(table.use(node(1), 110).isPresent());
    assertTrue(table.use(node(2), 110).isEmpty());
  }

  @Test
  void allLeaveAtTheEnd() {
    add(1, 0);
    add(2, 0);
    table.clear();
    assertEquals(List.of(node(1), node(2)), ended);
    assertEquals(0, table.size());
  }
}
