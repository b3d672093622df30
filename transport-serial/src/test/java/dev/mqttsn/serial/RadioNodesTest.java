package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import org.junit.jupiter.api.Test;

class RadioNodesTest {
  private static final Link LINK = new Link("serial test", 255);

  private final RadioNodes nodes = new RadioNodes(2);

  private static NodeAddress node(int number) {
    return NodeAddress.direct(LINK, Octets.wrap(new byte[] {(byte) number}));
  }

  @Test
  void signalAndDeliveriesAreKeptPerNode() {
    nodes.onSignal(node(1), -70, 9);
    nodes.onDelivery(node(1), true);
    nodes.onDelivery(node(1), false);
    nodes.onDelivery(node(2), false);
    assertEquals(new RadioNodes.Standing(-70, 9, 1, 1, true), nodes.of(node(1)));
    assertEquals(new RadioNodes.Standing(0, 0, 0, 1, true), nodes.of(node(2)));
  }

  @Test
  void onlyAChangeOfReachIsTold() {
    assertFalse(nodes.onDelivery(node(1), true));
    assertTrue(nodes.onDelivery(node(1), false));
    assertFalse(nodes.onDelivery(node(1), false));
    assertTrue(nodes.onDelivery(node(1), true));
  }

  @Test
  void theNodeOfLongestAgoGivesWay() {
    nodes.onSignal(node(1), -1, 1);
    nodes.onSignal(node(2), -2, 2);
    nodes.onSignal(node(1), -3, 3);
    nodes.onSignal(node(3), -4, 4);
    assertEquals(RadioNodes.UNHEARD, nodes.of(node(2)));
    assertEquals(-3, nodes.of(node(1)).rssiDbm());
  }
}
