package dev.mqttsn.sim.fleet;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** All nodes of a run; used on the loop only, but for its making. */
final class Fleet {
  private static final long NANOS_PER_MICRO = 1_000;

  private final Stage stage;
  private final Scenario scenario;
  private final Networks networks;
  private final SplittableRandom random;
  private final List<FleetNode> nodes = new ArrayList<>();
  private final Map<String, FleetNode> byName = new HashMap<>();

  private Fleet(Stage stage, Scenario scenario, Networks networks, long seed) {
    this.stage = stage;
    this.scenario = scenario;
    this.networks = networks;
    this.random = new SplittableRandom(seed);
  }

  /** Makes the nodes, each with its own randomness and its place in the network. */
  static Fleet of(Stage stage, Scenario scenario, Networks networks, int size, long seed)
      throws IOException {
    Fleet fleet = new Fleet(stage, scenario, networks, seed);
    List<Integer> sizes = scenario.sizes(size);
    for (int i = 0; i < sizes.size(); i++) {
      fleet.add(scenario.groups().get(i), sizes.get(i));
    }
    return fleet;
  }

  private void add(Group group, int count) throws IOException {
    networks.beginGroup();
    for (int i = 1; i <= count; i++) {
      FleetNode node = create(group, "%s-%04d".formatted(group.name(), i), random.split());
      node.place(networks.place(group, node.name(), random.split()));
      nodes.add(node);
      byName.put(node.name(), node);
    }
  }

  private FleetNode create(Group group, String name, SplittableRandom own) {
    return switch (group.kind()) {
      case SENSOR -> new SensorNode(stage, group, name, own);
      case MOBILE -> new MobileNode(stage, group, name, own);
      case SLEEPER -> new SleeperNode(stage, group, name, own);
      case ACTUATOR -> new ActuatorNode(stage, group, name, own);
      case BEACON -> new BeaconNode(stage, group, name, own);
      case RUDE -> new RudeNode(stage, group, name, own);
    };
  }

  Scenario scenario() {
    return scenario;
  }

  Stage stage() {
    return stage;
  }

  List<FleetNode> nodes() {
    return nodes;
  }

  /** Where readings are published, by node. */
  Map<String, String> topics() {
    Map<String, String> topics = new LinkedHashMap<>();
    nodes.forEach(node -> topics.put(node.name(), node.readings().topic()));
    return topics;
  }

  /** Switches the nodes on, evenly over a time. */
  void start(long rampUpMillis) {
    for (int i = 0; i < nodes.size(); i++) {
      FleetNode node = nodes.get(i);
      stage.loop().after(rampUpMillis * i / nodes.size(), node::start);
    }
  }

  /** The broker has something. */
  void onArrived(Octets message, long nanos) {
    Optional<Payload> payload = Payload.decode(message).filter(stage::isOurs);
    FleetNode node = payload.map(p -> byName.get(p.node())).orElse(null);
    if (node == null) {
      stage.tally().strange++;
      return;
    }
    Optional<Long> took = node.readings().arrive(payload.get().number(), nanos);
    if (node.isVerified()) {
      took.ifPresent(t -> stage.tally().arrivalsUp.add(t / NANOS_PER_MICRO));
    }
  }

  /** The broker has taken what the application sent. */
  void onTaken(String node, int number) {
    FleetNode to = byName.get(node);
    if (to != null) {
      to.onTaken(number);
    }
  }

  long online() {
    return nodes.stream().filter(FleetNode::isOnline).count();
  }

  /**
   * The nodes with something under way, of those that matter.
   *
   * @param watched whether arrivals at the broker are seen
   */
  List<FleetNode> busy(boolean watched) {
    return nodes.stream().filter(n -> n.isVerified() && !n.isDrained(watched)).toList();
  }

  /** Grows with every message that is acknowledged, given up or arrives. */
  long progress() {
    return nodes.stream()
        .flatMap(node -> node.flows().stream())
        .mapToLong(flow -> flow.acknowledged() + flow.givenUp() + flow.arrived())
        .sum();
  }

  /**
   * What was promised and not kept.
   *
   * @param complete whether all had its time to arrive
   */
  List<String> findings(boolean complete) {
    List<String> findings = new ArrayList<>();
    for (FleetNode node : nodes) {
      if (node.isVerified()) {
        for (Flow flow : node.flows()) {
          if (complete) {
            findings.addAll(Verdict.onMissing(flow, node.isSessionKept()));
          }
          findings.addAll(Verdict.onArrived(flow, node.isSessionKept()));
        }
      }
    }
    return findings;
  }
}
