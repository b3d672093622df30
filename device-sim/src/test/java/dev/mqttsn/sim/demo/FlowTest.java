package dev.mqttsn.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlowTest {
  @Test
  void nothingSentIsNotGood() {
    assertFalse(new Flow("n", Way.DOWN, true).isGood());
  }

  @Test
  void everyPromisedMessageMustArrive() {
    Flow flow = new Flow("n", Way.DOWN, true);
    flow.onSent("a");
    flow.onSent("b");
    assertTrue(flow.onArrived("a"));
    assertFalse(flow.isGood());
    assertEquals("MISSING: 1", flow.verdict());
    assertTrue(flow.onArrived("b"));
    assertTrue(flow.isGood());
  }

  @Test
  void whatGoesUpIsAcknowledgedToo() {
    Flow flow = new Flow("n", Way.UP, true);
    flow.onSent("a");
    flow.onArrived("a");
    assertEquals("NOT all acknowledged", flow.verdict());
    flow.onAcknowledged();
    assertEquals("ok", flow.verdict());
    assertTrue(flow.isGood());
  }

  @Test
  void repetitionsAreCountedApart() {
    Flow flow = new Flow("n", Way.DOWN, true);
    flow.onSent("a");
    assertTrue(flow.onArrived("a"));
    assertFalse(flow.onArrived("a"));
    assertEquals(1, flow.arrived());
    assertEquals(1, flow.repeated());
    assertTrue(flow.isGood());
  }

  @Test
  void someOfWhatIsNotPromisedMayBeLost() {
    Flow flow = new Flow("n", Way.UP, false);
    flow.onSent("a");
    flow.onSent("b");
    assertFalse(flow.isGood());
    flow.onArrived("b");
    assertTrue(flow.isGood());
  }

  @Test
  void nothingIsInvented() {
    Flow flow = new Flow("n", Way.UP, false);
    flow.onSent("a");
    flow.onArrived("a");
    flow.onArrived("x");
    assertFalse(flow.isGood());
  }
}
