package dev.mqttsn.sim.demo;

import java.util.List;

/** What the demo came to. */
final class Summary {
  private static final String ROW = "  %-8s %-26s %6s %10s %13s %9s   %s";

  private Summary() {}

  static void print(View view, List<Flow> flows) {
    view.text("");
    view.text(ROW.formatted("NODE", "WAY", "SENT", "DELIVERED", "ACKNOWLEDGED", "REPEATED", ""));
    for (Flow flow : flows) {
      view.text(
          ROW.formatted(
              flow.node(),
              flow.way(),
              flow.sent(),
              flow.arrived(),
              flow.acknowledged(),
              flow.repeated(),
              flow.verdict()));
    }
    view.text(total(flows));
  }

  private static String total(List<Flow> flows) {
    int sent = flows.stream().mapToInt(Flow::sent).sum();
    int arrived = flows.stream().mapToInt(Flow::arrived).sum();
    if (sent == 0) {
      return "  nothing was sent";
    }
    String all = "  delivered " + arrived + " of " + sent + " messages: ";
    return all + (isGood(flows) ? "all that had to arrive did" : "SOMETHING DID NOT ARRIVE");
  }

  static boolean isGood(List<Flow> flows) {
    return flows.stream().allMatch(Flow::isGood);
  }
}
