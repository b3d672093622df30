package dev.mqttsn.sim.world;

import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.Limits;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A run of the whole system: with faults first, then healed, after which all that is owed must
 * arrive. The same options give the same run, octet by octet.
 */
final class World {
  private static final int RETRIES = 3;
  private static final int SHOWN = 10;
  private static final long BROKER_TICK_MILLIS = 1_000;
  private static final long CONVERGENCE_CHECK_MILLIS = 1_000;

  /** However many messages wait for one sleeper. */
  private static final long WAKES_AT_MOST = 200;

  private static final long SETTLING_MILLIS = 240_000;

  private final WorldOptions options;
  private final Seams seams;
  private final VirtualClock clock = new VirtualClock();
  private final SplittableRandom random;
  private final Findings findings = new Findings(clock);
  private final Costs costs = new Costs();
  private final Trace trace;
  private final UpLedger up;
  private final DownLedger down;
  private final GatewayWatch watch;
  private final SimBroker broker;
  private final Disk disk;
  private final Radio radio;
  private final Link link;
  private final GatewayConfig config;
  private final List<NodeProfile> profiles;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Application application;
  private final Faults faults;
  private SimGateway gateway;

  /**
   * @param traceSink gets the trace line by line; null for none
   */
  World(WorldOptions options, Seams seams, Consumer<String> traceSink) {
    this(options, Profiles.draw(options), seams, traceSink);
  }

  World(WorldOptions options, List<NodeProfile> profiles, Seams seams, Consumer<String> traceSink) {
    this.options = options;
    this.seams = seams;
    this.random = new SplittableRandom(options.seed() + 1);
    this.trace = new Trace(clock, traceSink);
    this.profiles = profiles;
    this.up = new UpLedger(findings, costs, this::isForgetful);
    this.down = new DownLedger(findings, costs, this::isClean, this::isForgettable);
    Limits limits = Limits.DEFAULT.withBuffer(options.bufferedMessages(), 1 << 20);
    this.watch = new GatewayWatch(findings, trace, up, down, limits);
    this.broker = new SimBroker(brokerListener(), findings, clock, options.broker());
    this.disk = new Disk(random.split(), options.slowestCommitMillis(), down, seams);
    this.radio = new Radio(clock, random.split(), options.radio(), trace, costs, watch);
    this.link =
        new Link("radio", options.maxMessageOctets(), new Retry(options.retryMillis(), RETRIES), 0);
    this.config =
        new GatewayConfig(1, List.of(link), Topics.predefined(), limits, options.durable());
    this.application = new Application(clock, random.split(), broker, profiles);
    this.faults = new Faults(this, clock, random.split(), broker, disk, nodes, trace);
  }

  private boolean isForgetful(String clientId) {
    return options.faults().crashes() > 0 || isClean(clientId);
  }

  private boolean isForgettable(String clientId) {
    return !options.broker().keepsState() || isClean(clientId);
  }

  private boolean isClean(String clientId) {
    return profiles.stream().anyMatch(p -> p.clientId().equals(clientId) && p.clean());
  }

  private BrokerListener brokerListener() {
    return new BrokerListener() {
      @Override
      public void onAccepted(String clientId, Packet.Publish message) {
        up.onAccepted(Payloads.id(message.payload()));
      }

      @Override
      public void onRouted(String clientId, Packet.Publish message) {
        up.onRouted(clientId, message);
      }

      @Override
      public void onQueued(String clientId, Packet.Publish message) {
        down.onQueued(clientId, message);
      }

      @Override
      public void onCompleted(String clientId, Packet.Publish message) {
        down.onCompleted(clientId, Payloads.id(message.payload(), message.qos()));
      }

      @Override
      public void onDiscarded(String clientId) {
        trace.line(() -> "broker discards the session of " + clientId);
        up.onDiscarded(clientId);
        down.onDiscarded(clientId);
      }
    };
  }

  /** The run, from its first to its last millisecond. */
  WorldReport run() {
    begin();
    runUntil(options.faultyMillis());
    if (findings.isEmpty()) {
      heal();
      converge();
    }
    return new WorldReport(
        options, findings.all(), clock.now(), up.published(), down.queued(), down.givenUp(), costs);
  }

  private void begin() {
    startGateway();
    for (NodeProfile profile : profiles) {
      watch.add(profile);
      SimNode node =
          new SimNode(profile, clock, random.split(), radio, link, up, down, findings, costs);
      nodes.add(node);
      clock.after(random.nextInt(10_000), node::begin);
    }
    clock.after(BROKER_TICK_MILLIS, this::tickBroker);
    application.begin(options.messagesPerHour());
    faults.begin(options.faults());
  }

  private void tickBroker() {
    broker.onTick();
    clock.after(BROKER_TICK_MILLIS, this::tickBroker);
  }

  void startGateway() {
    if (gateway == null || gateway.isDead()) {
      gateway =
          new SimGateway(clock, random.split(), config, disk, broker, radio, seams, watch, trace);
      gateway.start();
    }
  }

  void crashGateway(boolean commitCameThrough) {
    if (!gateway.isDead()) {
      watch.onCrash(options.durable(), options.durable() && gateway.isDiskTrusted());
      gateway.crash(commitCameThrough);
      broker.onGatewayCrash();
    }
  }

  private void runUntil(long millis) {
    while (findings.isEmpty() && clock.runNext(millis)) {}
  }

  private void heal() {
    trace.line(() -> "all faults end");
    radio.heal();
    faults.heal();
    startGateway();
    nodes.forEach(SimNode::heal);
    application.heal();
  }

  /** Runs until nothing is owed, or until nothing has arrived for some wakes. */
  private void converge() {
    long end = clock.now() + WAKES_AT_MOST * patienceMillis();
    long deadline = clock.now() + patienceMillis();
    long arrived = costs.arrivals();
    while (findings.isEmpty() && !isSettled() && clock.now() < Math.min(end, deadline)) {
      runUntil(clock.now() + CONVERGENCE_CHECK_MILLIS);
      if (costs.arrivals() > arrived) {
        arrived = costs.arrivals();
        deadline = clock.now() + patienceMillis();
      }
    }
    if (findings.isEmpty() && !isSettled()) {
      unsettled().forEach(text -> findings.add("liveness", text));
    }
  }

  private boolean isSettled() {
    return gateway.shard().bufferedOctets() == 0
        && nodes.stream().allMatch(node -> node.isSettled() && down.open(node.name()).isEmpty());
  }

  private List<String> unsettled() {
    List<String> texts = new ArrayList<>();
    for (SimNode node : nodes) {
      List<String> open = down.open(node.name());
      if (!node.isSettled()) {
        texts.add(node.standing());
      }
      if (!open.isEmpty()) {
        String first = String.join(", ", open.subList(0, Math.min(SHOWN, open.size())));
        texts.add(node.name() + " never got " + open.size() + " messages: " + first);
      }
    }
    if (texts.isEmpty()) {
      texts.add("the gateway still holds " + gateway.shard().bufferedOctets() + " octets");
    }
    return texts;
  }

  /** Two wakes, and the time for them. */
  private long patienceMillis() {
    return SETTLING_MILLIS + 2_000L * options.wakeSeconds();
  }
}
