package dev.mqttsn.sim.fleet;

import java.util.ArrayList;
import java.util.List;

/** Holds the flows against what the gateway promised. */
final class Verdict {
  private Verdict() {}

  /**
   * What was broken, one sentence each.
   *
   * @param sessionKept whether the node never lost the session in which QoS 2 is exactly once and a
   *     subscription holds
   */
  static List<String> on(Flow flow, boolean sessionKept) {
    List<String> findings = new ArrayList<>();
    if (flow.way() == Flow.Way.UP || sessionKept) {
      String end =
          flow.way() == Flow.Way.UP
              ? " was acknowledged and never reached the broker"
              : " was taken by the broker and never reached the node";
      flow.missing().stream().forEach(n -> findings.add(flow.name(n) + end));
    }
    if (sessionKept) {
      flow.twice().forEach(n -> findings.add(flow.name(n) + " arrived twice"));
    }
    flow.invented().forEach(n -> findings.add(flow.name(n) + " arrived and was never sent"));
    return findings;
  }
}
