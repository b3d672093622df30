package dev.mqttsn.sim.fleet;

import java.util.ArrayList;
import java.util.List;

/** Holds the flows against what the gateway promised. */
final class Verdict {
  private Verdict() {}

  /**
   * What was acknowledged and has not arrived, one sentence each.
   *
   * @param sessionKept whether the node never lost the session in which its subscription holds
   */
  static List<String> onMissing(Flow flow, boolean sessionKept) {
    if (flow.way() == Flow.Way.DOWN && !sessionKept) {
      return List.of();
    }
    String end =
        flow.way() == Flow.Way.UP
            ? " was acknowledged and never reached the broker"
            : " was taken by the broker and never reached the node";
    return flow.missing().stream().mapToObj(n -> flow.name(n) + end).toList();
  }

  /**
   * What arrived and should not have, one sentence each.
   *
   * @param sessionKept whether the node never lost the session in which QoS 2 is exactly once
   */
  static List<String> onArrived(Flow flow, boolean sessionKept) {
    List<String> findings = new ArrayList<>();
    if (sessionKept) {
      flow.twice().forEach(n -> findings.add(flow.name(n) + " arrived twice"));
    }
    flow.invented().forEach(n -> findings.add(flow.name(n) + " arrived and was never sent"));
    return findings;
  }
}
