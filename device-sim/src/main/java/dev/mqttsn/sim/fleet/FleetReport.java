package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run came to, as text. */
final class FleetReport {
  private static final String ROW = "  %-14s %-9s %4s %6s %8s %8s %8s %9s %6s";
  private static final int MAX_FINDINGS = 20;

  private final Fleet fleet;
  private final boolean watched;

  /**
   * @param watched whether arrivals at the broker were seen
   */
  FleetReport(Fleet fleet, boolean watched) {
    this.fleet = fleet;
    this.watched = watched;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted(
            "GROUP", "WAY", "QOS", "NODES", "SENT", "ACKED", "ARRIVED", "REPEATED", "LOST"));
    for (Group group : fleet.scenario().groups()) {
      addRows(lines, nodesOf(group));
    }
    addTimes(lines);
    addCosts(lines);
    addTroubles(lines);
    return lines;
  }

  private List<FleetNode> nodesOf(Group group) {
    return fleet.nodes().stream().filter(node -> node.group().equals(group)).toList();
  }

  private void addRows(List<String> lines, List<FleetNode> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    lines.add(row(nodes, "up", nodes.stream().map(FleetNode::readings).toList()));
    List<Flow> down = nodes.stream().flatMap(node -> node.messages().stream()).toList();
    if (!down.isEmpty() && fleet.stage().hasApplication()) {
      lines.add(row(nodes, "down", down));
    }
  }

  private String row(List<FleetNode> nodes, String way, List<Flow> flows) {
    FleetNode any = nodes.get(0);
    boolean seen = watched || way.equals("down");
    int lost = flows.stream().mapToInt(flow -> flow.missing().cardinality()).sum();
    return ROW.formatted(
        any.group().name() + (any.isVerified() ? "" : " (rude)"),
        way,
        any.group().kind() == Kind.BEACON ? -1 : any.group().qos().bits(),
        nodes.size(),
        sum(flows.stream().map(Flow::sent)),
        any.group().qos().isAcknowledged() ? sum(flows.stream().map(Flow::acknowledged)) : "-",
        seen ? sum(flows.stream().map(Flow::arrived)) : "-",
        seen ? sum(flows.stream().map(Flow::repetitions)) : "-",
        seen && any.group().qos().isAcknowledged() ? lost : "-");
  }

  private static int sum(Stream<Integer> numbers) {
    return numbers.mapToInt(Integer::intValue).sum();
  }

  private void addTimes(List<String> lines) {
    Tally tally = fleet.stage().tally();
    lines.add("  connect            " + tally.connects);
    lines.add("  acknowledgement    " + tally.acknowledgements);
    lines.add("  node to broker     " + tally.arrivalsUp);
    lines.add("  broker to node     " + tally.arrivalsDown);
    lines.add("  broker to sleeper  " + tally.arrivalsAsleep);
    lines.add("  radio on per wake  " + tally.radioOn + wakeCost());
  }

  private String wakeCost() {
    Tally tally = fleet.stage().tally();
    long wakes = tally.radioOn.total();
    return wakes == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; %d wakes, %.1f frames and %.0f octets each",
            wakes,
            (double) tally.wakeTraffic.frames() / wakes,
            (double) tally.wakeTraffic.octets() / wakes);
  }

  private void addCosts(List<String> lines) {
    Traffic all =
        fleet.nodes().stream()
            .map(node -> node.device().traffic())
            .reduce(fleet.stage().tally().earlierTraffic, Traffic::plus);
    long delivered =
        fleet.nodes().stream()
            .flatMap(node -> node.flows().stream())
            .mapToLong(
                flow ->
                    watched || flow.way() == Flow.Way.DOWN ? flow.arrived() : flow.acknowledged())
            .sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "  radio: %d frames and %d octets; per delivered message %.2f frames, %.0f octets",
            all.frames(),
            all.octets(),
            (double) all.frames() / Math.max(1, delivered),
            (double) all.octets() / Math.max(1, delivered)));
  }

  private void addTroubles(List<String> lines) {
    Tally tally = fleet.stage().tally();
    List<String> troubles = new ArrayList<>();
    add(troubles, tally.connectsRefused, "connections refused");
    add(troubles, tally.sessionsLost, "sessions lost and made again");
    add(troubles, tally.moves, "changes of address");
    add(troubles, tally.publishesRefused, "publishes refused");
    add(troubles, tally.subscriptionsRefused, "subscriptions refused");
    add(troubles, tally.unfinishedWakes, "wakes without PINGRESP");
    add(troubles, tally.skipped, "readings skipped, as too many waited");
    add(troubles, tally.strange, "messages of other runs");
    if (!troubles.isEmpty()) {
      lines.add("  " + String.join(", ", troubles));
    }
  }

  private static void add(List<String> troubles, int count, String what) {
    if (count > 0) {
      troubles.add(count + " " + what);
    }
  }

  /** The findings, a few of them by name. */
  static List<String> verdict(List<String> findings) {
    if (findings.isEmpty()) {
      return List.of("VERIFIED: every acknowledged message arrived, and no message of QoS 2 twice");
    }
    List<String> lines =
        new ArrayList<>(findings.subList(0, Math.min(MAX_FINDINGS, findings.size())));
    if (findings.size() > MAX_FINDINGS) {
      lines.add("and " + (findings.size() - MAX_FINDINGS) + " more");
    }
    lines.add("NOT VERIFIED: " + findings.size() + " findings");
    return lines;
  }
}
