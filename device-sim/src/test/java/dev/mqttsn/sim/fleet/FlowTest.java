package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a flow knows, and what is held against the gateway. */
class FlowTest {
  private final Flow once = flow(Flow.Way.UP, Qos.EXACTLY_ONCE);

  private static Flow flow(Flow.Way way, Qos qos) {
    return new Flow("pump-0001", "sim/pump-0001/power", way, qos);
  }

  private static List<String> findings(Flow flow, boolean sessionKept) {
    List<String> all = new ArrayList<>(Verdict.onMissing(flow, sessionKept));
    all.addAll(Verdict.onArrived(flow, sessionKept));
    return all;
  }

  @Test
  void aMessageThatArrivesAndIsAcknowledgedIsNoFinding() {
    int number = once.send(100);
    assertEquals(1, once.open());
    assertEquals(Optional.of(40L), once.arrive(number, 140));
    assertEquals(Optional.of(50L), once.acknowledge(number, 150));
    assertEquals(0, once.open());
    assertEquals(List.of(), findings(once, true));
  }

  /** What never arrives takes no room for ever. */
  @Test
  void timesAreKnownOfTheLatestMessagesOnly() {
    for (int i = 0; i <= Flow.MAX_TIMED; i++) {
      once.send(i);
    }
    assertEquals(Optional.empty(), once.arrive(1, 5_000));
    assertEquals(Optional.of(4_999L), once.arrive(2, 5_000));
    assertEquals(2, once.arrived());
  }

  @Test
  void acknowledgedAndNeverArrivedIsLost() {
    once.send(0);
    once.acknowledge(once.send(0), 5);
    assertEquals(
        List.of(
            "QoS 2 message 2 of pump-0001 to sim/pump-0001/power was acknowledged and never"
                + " reached the broker"),
        findings(once, true));
  }

  @Test
  void whatWasNotAcknowledgedMayBeLost() {
    once.send(0);
    once.refuse(once.send(0));
    assertEquals(List.of(), findings(once, true));
    assertEquals(1, once.open());
  }

  @Test
  void aSenderThatHasForgottenWaitsForNothing() {
    once.acknowledge(once.send(0), 1);
    once.refuse(once.send(0));
    once.send(0);
    once.forget();
    assertEquals(0, once.open());
    once.send(2);
    assertEquals(1, once.open());
  }

  @Test
  void twiceIsWrongAtQos2Only() {
    Flow atLeastOnce = flow(Flow.Way.UP, Qos.AT_LEAST_ONCE);
    for (Flow flow : List.of(once, atLeastOnce)) {
      int number = flow.send(0);
      assertTrue(flow.arrive(number, 1).isPresent());
      assertTrue(flow.arrive(number, 2).isEmpty());
      assertEquals(1, flow.repetitions());
    }
    assertEquals(List.of(), findings(atLeastOnce, true));
    assertEquals(
        List.of("QoS 2 message 1 of pump-0001 to sim/pump-0001/power arrived twice"),
        findings(once, true));
    assertEquals(List.of(), findings(once, false));
  }

  @Test
  void inventedIsWrongAtEveryQos() {
    Flow beacon = flow(Flow.Way.UP, Qos.MINUS_ONE);
    beacon.arrive(beacon.send(0), 1);
    beacon.arrive(2, 1);
    assertEquals(
        List.of("QoS -1 message 2 of pump-0001 to sim/pump-0001/power arrived and was never sent"),
        findings(beacon, true));
  }

  @Test
  void atQos0NothingIsPromised() {
    Flow flow = flow(Flow.Way.UP, Qos.AT_MOST_ONCE);
    flow.acknowledge(flow.send(0), 1);
    assertEquals(List.of(), findings(flow, true));
  }

  @Test
  void aSubscriptionHoldsOnlyAsLongAsItsSession() {
    Flow down = flow(Flow.Way.DOWN, Qos.AT_LEAST_ONCE);
    down.acknowledge(down.send(0), 1);
    assertEquals(List.of(), findings(down, false));
    assertEquals(
        List.of(
            "QoS 1 message 1 to pump-0001 on sim/pump-0001/power was taken by the broker and"
                + " never reached the node"),
        findings(down, true));
  }
}
