package dev.mqttsn.sim.fleet;

import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.sim.cli.Interrupt;
import dev.mqttsn.sim.net.Hosts;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.sim.net.SerialNetwork;
import dev.mqttsn.sim.net.SerialPlace;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A fleet from its first CONNECT to its last DISCONNECT; on the caller's thread. */
final class SimRun {
  private static final int FAILED = 1;
  private static final long LOOK_MILLIS = 50;
  private static final long HURRY_MILLIS = 500;
  private static final long DRAIN_MILLIS = 600_000;
  private static final long DRAIN_AT_SIGNAL_MILLIS = 2_000;
  private static final long LEAVE_MILLIS = 5_000;
  private static final long LEAVE_MILLIS_PER_NODE = 4;
  private static final long PORT_MILLIS = 5_000;

  private final SimPlan plan;
  private final FleetView view;
  private final Interrupt interrupt = new Interrupt();
  private final NodeLoop loop;
  private final Stage stage;
  private final List<SerialNetwork> lines = new ArrayList<>();
  private volatile boolean signalled;
  private volatile String portTrouble = "";
  private int openPorts;
  private long nextHurryMillis;
  private long progress;
  private long progressMillis;

  private SimRun(SimPlan plan, FleetView view, NodeLoop loop) {
    this.plan = plan;
    this.view = view;
    this.loop = loop;
    String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    this.stage = new Stage(loop, plan.prefix(), run);
  }

  /** Runs the fleet; the exit status. */
  static int run(SimPlan plan, FleetView view) throws IOException {
    try (NodeLoop loop = NodeLoop.start("fleet")) {
      SimRun run = new SimRun(plan, view, loop);
      run.interrupt.arm(() -> run.signalled = true);
      int status = FAILED;
      try {
        status = run.run();
        return status;
      } finally {
        run.interrupt.over(status);
      }
    }
  }

  private int run() throws IOException {
    try {
      Networks networks =
          plan.ports().isEmpty()
              ? Networks.udp(loop, loop.udp(address()))
              : Networks.serial(loop, openPorts());
      Fleet fleet = Fleet.of(stage, plan.scenario(), networks, plan.nodes(), plan.seed());
      introduce(fleet);
      return plan.broker().isPresent()
          ? runWatched(fleet, networks, plan.broker().get())
          : perform(fleet, networks, false);
    } finally {
      lines.forEach(SerialNetwork::close);
    }
  }

  private InetSocketAddress address() throws IOException {
    return new InetSocketAddress(Hosts.resolve(plan.host()), plan.port());
  }

  private List<SerialNetwork> openPorts() throws IOException {
    for (SerialPlace place : plan.ports()) {
      lines.add(
          SerialNetwork.open(
              loop,
              place.config(),
              place.gateway(),
              (open, reason) -> onPort(place.config().port(), open, reason)));
    }
    await(PORT_MILLIS, () -> openPorts == lines.size() || !portTrouble.isEmpty());
    if (ask(() -> openPorts) < lines.size()) {
      throw new IOException(portTrouble.isEmpty() ? "a serial port does not open" : portTrouble);
    }
    return lines;
  }

  private void onPort(String port, boolean open, String reason) {
    if (open) {
      openPorts++;
    } else {
      portTrouble = "the port " + port + " cannot be used: " + reason;
    }
  }

  private void introduce(Fleet fleet) {
    view.text(
        List.of(
            "%d nodes, scenario %s, at %s, seed %d"
                .formatted(
                    fleet.nodes().size(), plan.scenario().name(), plan.gatewayName(), plan.seed()),
            "  " + plan.scenario().description()));
  }

  private int runWatched(Fleet fleet, Networks networks, BrokerConfig broker) throws IOException {
    BrokerWatch.Audience audience =
        new BrokerWatch.Audience() {
          @Override
          public void onArrived(Octets payload, long nanos) {
            loop.execute(() -> fleet.onArrived(payload, nanos));
          }

          @Override
          public void onTaken(String node, int number) {
            loop.execute(() -> fleet.onTaken(node, number));
          }
        };
    try (BrokerWatch watch = BrokerWatch.start(broker, fleet.topics(), audience)) {
      loop.execute(() -> stage.employ(watch));
      return perform(fleet, networks, true);
    }
  }

  private int perform(Fleet fleet, Networks networks, boolean watched) throws IOException {
    long rampUpMillis = plan.scenario().rampUpMillis();
    fleet.start(rampUpMillis);
    look(fleet, "ramp-up", rampUpMillis, () -> signalled);
    look(fleet, "at work", plan.millis(), () -> signalled);
    loop.execute(stage::close);
    look(
        fleet,
        "ending",
        signalled ? DRAIN_AT_SIGNAL_MILLIS : DRAIN_MILLIS,
        () -> isOver(fleet, watched));
    FleetReport report = new FleetReport(fleet, watched);
    view.text(ask(report::lines));
    int status = watched ? conclude(fleet) : concludeUnwatched(fleet);
    part(fleet, networks);
    return status;
  }

  /** Waits on this thread, looking from the loop. */
  private void look(Fleet fleet, String phase, long millis, BooleanSupplier end) {
    await(
        millis,
        () -> {
          view.show(fleet, phase);
          return end.getAsBoolean();
        });
  }

  /** Whether all has come to its end, or nothing has happened for too long. */
  private boolean isOver(Fleet fleet, boolean watched) {
    List<FleetNode> busy = fleet.busy(watched);
    long now = loop.nowMillis();
    if (fleet.progress() != progress) {
      progress = fleet.progress();
      progressMillis = now;
    }
    if (now >= nextHurryMillis) {
      nextHurryMillis = now + HURRY_MILLIS;
      busy.forEach(FleetNode::hurry);
    }
    return busy.isEmpty() || now - progressMillis > plan.patienceMillis();
  }

  private int conclude(Fleet fleet) {
    List<String> findings = ask(() -> fleet.findings(!signalled));
    boolean nothing = ask(() -> stage.tally().arrivalsUp.total()) == 0;
    if (nothing) {
      view.text(List.of("NOT VERIFIED: nothing arrived at the broker"));
    } else if (signalled && findings.isEmpty()) {
      view.text(List.of("NOT VERIFIED: it was ended before everything had its time to arrive"));
    } else {
      view.text(FleetReport.verdict(findings));
    }
    return plan.verify() && (nothing || !findings.isEmpty()) ? FAILED : 0;
  }

  /** Without a broker to look at, a single acknowledgement is good enough. */
  private int concludeUnwatched(Fleet fleet) {
    boolean any =
        ask(() -> fleet.nodes().stream().mapToInt(n -> n.readings().acknowledged()).sum()) > 0;
    if (!any) {
      view.text(List.of("no node had anything acknowledged by " + plan.gatewayName()));
    }
    return any ? 0 : FAILED;
  }

  /** All nodes leave, and no session stays behind. */
  private void part(Fleet fleet, Networks networks) throws IOException {
    long patience = LEAVE_MILLIS + LEAVE_MILLIS_PER_NODE * fleet.nodes().size();
    loop.execute(() -> fleet.nodes().forEach(FleetNode::leave));
    await(patience, () -> fleet.online() == 0 || signalled);
    loop.execute(() -> fleet.nodes().forEach(node -> node.device().fallSilent()));
    Farewell farewell = new Farewell(loop, networks);
    loop.execute(
        () -> {
          fleet.nodes().stream()
              .filter(FleetNode::hasSession)
              .forEach(n -> farewell.add(n.config()));
          farewell.begin();
        });
    await(patience, () -> farewell.isOver() || signalled);
  }

  /** Blocks the caller, not the loop, until the loop finds it so or the time is over. */
  private void await(long millis, BooleanSupplier condition) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    long deadline = loop.nowMillis() + millis;
    loop.execute(() -> check(condition, deadline, over));
    over.join();
  }

  private void check(BooleanSupplier condition, long deadline, CompletableFuture<Void> over) {
    if (condition.getAsBoolean() || loop.nowMillis() >= deadline) {
      over.complete(null);
    } else {
      loop.after(LOOK_MILLIS, () -> check(condition, deadline, over));
    }
  }

  private <T> T ask(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, loop::execute).join();
  }
}
