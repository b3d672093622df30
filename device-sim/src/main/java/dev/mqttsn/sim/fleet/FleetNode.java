package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.Network;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One node of the fleet with its flows; kinds differ in what they do once they are ready. */
abstract class FleetNode implements DeviceListener {
  private static final int MAX_WAITING = 8;
  private static final long NANOS_PER_MICRO = 1_000;

  private final Stage stage;
  private final Group group;
  private final String name;
  private final RandomGenerator random;
  private final double phase;
  private final Flow readings;
  private final Optional<Flow> messages;
  private LoopDevice device;
  private long connectNanos;
  private int sessions;
  private int losses;
  private boolean subscribed;
  private boolean begun;

  /** What the flow counts more than the device, which begins anew after a restart. */
  private long numberOffset;

  FleetNode(Stage stage, Group group, String name, RandomGenerator random) {
    this.stage = stage;
    this.group = group;
    this.name = name;
    this.random = random;
    this.phase = random.nextDouble();
    this.readings = new Flow(name, readingsTopic(), Flow.Way.UP, group.qos());
    this.messages =
        group.messagesMillis() > 0
            ? Optional.of(new Flow(name, stage.topic(name, "command"), Flow.Way.DOWN, group.qos()))
            : Optional.empty();
  }

  private String readingsTopic() {
    return group.kind() == Kind.BEACON
        ? group.shortTopic()
        : stage.topic(name, group.reading().toString());
  }

  /** Gives it its place in the network; from any thread, before anything else. */
  final void place(Network network) throws IOException {
    device = stage.loop().add(network, config(), this, frameFilter());
  }

  final DeviceConfig config() {
    return group.session().config(stage.clientId(name));
  }

  /** Whether gateway and broker may keep something of it when it has left. */
  final boolean hasSession() {
    return sessions > 0 && !group.session().clean();
  }

  FrameFilter frameFilter() {
    return FrameFilter.NONE;
  }

  final Stage stage() {
    return stage;
  }

  final Group group() {
    return group;
  }

  final String name() {
    return name;
  }

  final RandomGenerator random() {
    return random;
  }

  final LoopDevice device() {
    return device;
  }

  final Flow readings() {
    return readings;
  }

  /** What an application sends it, where one does. */
  final Optional<Flow> messages() {
    return messages;
  }

  final List<Flow> flows() {
    List<Flow> flows = new ArrayList<>(List.of(readings));
    messages.ifPresent(flows::add);
    return flows;
  }

  /** Whether its messages are held against what the gateway promised. */
  boolean isVerified() {
    return true;
  }

  /** Whether its session lived from the first connection to the last. */
  final boolean isSessionKept() {
    return !group.session().clean() || losses == 0;
  }

  final boolean isOnline() {
    return device.state() != DeviceState.DISCONNECTED && device.state() != DeviceState.CONNECTING;
  }

  /** Switches the node on. */
  void start() {
    connectNanos = System.nanoTime();
    device.act((node, now) -> node.connect(now));
  }

  @Override
  public void onConnected(long nowMillis) {
    sessions++;
    if (sessions == 1) {
      stage.tally().connects.add((System.nanoTime() - connectNanos) / NANOS_PER_MICRO);
      messages.ifPresent(flow -> subscribe(flow.topic()));
    }
    if (messages.isEmpty()) {
      beginOnce();
    }
  }

  private void subscribe(String topic) {
    device.act((node, now) -> node.subscribe(now, Topic.named(topic), group.qos()));
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    subscribed = true;
    beginOnce();
  }

  final void beginOnce() {
    if (!begun) {
      begun = true;
      begin();
    }
  }

  /** The node is connected and subscribed for the first time: its day begins. */
  abstract void begin();

  /** Lets an application send to it from now on. */
  final void takeMessages() {
    if (messages.isPresent() && stage.hasApplication()) {
      stage.every(group.messagesMillis(), random, () -> command(messages.get()));
    }
  }

  private void command(Flow flow) {
    if (subscribed && flow.open() < MAX_WAITING) {
      int number = flow.send(System.nanoTime());
      double value = Math.rint(random.nextDouble() * 100);
      stage
          .application()
          .publish(
              name,
              number,
              flow.topic(),
              flow.qos(),
              stage.payload(name, number).encode("set", value, group.minOctets()));
    }
  }

  /** The broker has the application's message. */
  final void onTaken(int number) {
    messages.ifPresent(flow -> flow.acknowledge(number, System.nanoTime()));
  }

  /** Publishes a reading, unless too many wait already. */
  final void publish() {
    if (readings.open() >= MAX_WAITING) {
      stage.tally().skipped++;
      return;
    }
    device.act(
        (node, now) -> {
          int number = readings.send(System.nanoTime());
          double value = group.reading().value(stage.seconds(), phase, random);
          long given =
              node.publish(
                  now,
                  readingsTopicOf(group, readings),
                  group.kind() == Kind.BEACON ? Qos.MINUS_ONE : group.qos(),
                  group.retain(),
                  stage
                      .payload(name, number)
                      .encode(group.reading().toString(), value, group.minOctets()));
          numberOffset = number - given;
        });
  }

  private static Topic readingsTopicOf(Group group, Flow readings) {
    return group.kind() == Kind.BEACON
        ? Topic.shortName(group.shortTopic())
        : Topic.named(readings.topic());
  }

  @Override
  public void onPublished(long nowMillis, long number) {
    Optional<Long> took = readings.acknowledge((int) (number + numberOffset), System.nanoTime());
    if (group.qos().isAcknowledged() && isVerified()) {
      took.ifPresent(nanos -> stage.tally().acknowledgements.add(nanos / NANOS_PER_MICRO));
    }
  }

  @Override
  public void onPublishRefused(long nowMillis, long number, ReturnCode code) {
    stage.tally().publishesRefused++;
    readings.refuse((int) (number + numberOffset));
  }

  @Override
  public void onRefused(long nowMillis, Topic topic, ReturnCode code) {
    stage.tally().subscriptionsRefused++;
    beginOnce();
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    Optional<Payload> payload =
        Payload.decode(message.payload()).filter(p -> stage.isOurs(p) && p.node().equals(name));
    if (payload.isPresent() && messages.isPresent()) {
      Optional<Long> took = messages.get().arrive(payload.get().number(), System.nanoTime());
      if (isVerified()) {
        took.ifPresent(nanos -> arrivals().add(nanos / NANOS_PER_MICRO));
      }
      onCommand(took.isPresent());
    }
  }

  private Histogram arrivals() {
    boolean sleeps = group.kind() == Kind.SLEEPER;
    return sleeps ? stage.tally().arrivalsAsleep : stage.tally().arrivalsDown;
  }

  /**
   * Whether nothing of it is under way.
   *
   * @param watched whether arrivals at the broker are seen
   */
  final boolean isDrained(boolean watched) {
    boolean up = readings.open() == 0 && (!watched || readings.missing().isEmpty());
    return up
        && messages
            .filter(flow -> isSessionKept())
            .map(flow -> flow.open() == 0 && flow.missing().isEmpty())
            .orElse(true);
  }

  /**
   * An application's message has come.
   *
   * @param first whether for the first time
   */
  void onCommand(boolean first) {}

  @Override
  public void onConnectRefused(long nowMillis, ReturnCode code) {
    stage.tally().connectsRefused++;
  }

  @Override
  public void onLost(long nowMillis, String reason) {
    losses++;
    stage.tally().sessionsLost++;
  }

  /** Called now and then once the stage has closed, until all has arrived. */
  void hurry() {}

  /** Ends the session. */
  void leave() {
    device.act((node, now) -> node.disconnect(now));
  }
}
