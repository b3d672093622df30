package dev.mqttsn.sim.world;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.DeviceWill;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.VirtualDevice;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A virtual node with its life: it connects, subscribes, publishes now and then, sleeps and wakes,
 * and at times loses its memory or is out of reach.
 */
final class SimNode {
  private static final int RETRIES = 4;
  private static final long WAIT_MILLIS = 20_000;
  private static final int UNACKNOWLEDGED_LIMIT = 4;
  private static final int PAYLOAD_OCTETS = 40;
  private static final int PERCENT = 100;
  private static final int RETAIN_PERCENT = 5;
  private static final byte[] NETWORK = {10, 0};

  private final NodeProfile profile;
  private final VirtualClock clock;
  private final RandomGenerator random;
  private final Radio radio;
  private final Link link;
  private final UpLedger up;
  private final DownLedger down;
  private final Findings findings;
  private final Costs costs;
  private final Map<Long, String> unacknowledged = new HashMap<>();
  private final Map<Integer, Long> releasedAt = new HashMap<>();
  private VirtualDevice device;
  private NodeAddress address;
  private long frameNumber;
  private int places;
  private int life;
  private int published;
  private int wakesSinceHeal;
  private boolean healed;
  private boolean outOfReach;
  private long wokeAtMillis;
  private Runnable timer = () -> {};
  private long timerAtMillis = Long.MAX_VALUE;

  SimNode(
      NodeProfile profile,
      VirtualClock clock,
      RandomGenerator random,
      Radio radio,
      Link link,
      UpLedger up,
      DownLedger down,
      Findings findings,
      Costs costs) {
    this.profile = profile;
    this.clock = clock;
    this.random = random;
    this.radio = radio;
    this.link = link;
    this.up = up;
    this.down = down;
    this.findings = findings;
    this.costs = costs;
    move();
  }

  String name() {
    return profile.clientId();
  }

  NodeProfile profile() {
    return profile;
  }

  NodeAddress address() {
    return address;
  }

  boolean isOutOfReach() {
    return outOfReach;
  }

  /** The wakes that were complete since all faults ended. */
  int wakesSinceHeal() {
    return wakesSinceHeal;
  }

  /** Whether it is where it wants to be, with nothing left to say. */
  boolean isSettled() {
    boolean atHome =
        profile.sleeps()
            ? device.state() == DeviceState.ASLEEP
            : device.state() == DeviceState.ACTIVE;
    return atHome && device.isIdle() && unacknowledged.isEmpty();
  }

  String standing() {
    return name()
        + " is "
        + device.state()
        + (device.isIdle() ? "" : ", with requests open")
        + ", "
        + unacknowledged.size()
        + " publishes unacknowledged";
  }

  // Its life

  void begin() {
    boot();
    if (profile.publishMillis() > 0) {
      clock.after(pause(), this::publishSometimes);
    }
    if (profile.sleeps()) {
      clock.after(profile.wakeMillis(), this::wakeSometimes);
    }
  }

  private void boot() {
    life++;
    device = new VirtualDevice(config(), new Listener(life));
    device.connect(clock.now());
    profile.filters().forEach((filter, qos) -> device.subscribe(clock.now(), filter, qos));
    goToSleep();
    settle();
  }

  private DeviceConfig config() {
    DeviceConfig config =
        DeviceConfig.of(profile.clientId())
            .withCleanSession(profile.clean())
            .withKeepAliveSeconds(profile.keepAliveSeconds())
            .withRetry(profile.retryMillis(), RETRIES)
            .withWaitMillis(WAIT_MILLIS);
    return profile.will() ? config.withWill(will()) : config;
  }

  private DeviceWill will() {
    return new DeviceWill(
        Topics.will(profile), Payloads.of("w" + profile.number(), 0), Qos.AT_LEAST_ONCE, false);
  }

  /** Loses its memory, and begins anew. */
  void reboot() {
    up.onReboot(name());
    unacknowledged.clear();
    releasedAt.clear();
    down.onNodeForgot(name());
    if (profile.roams()) {
      move();
    }
    boot();
  }

  void setOutOfReach(boolean isOut) {
    outOfReach = isOut;
  }

  /** All faults are over; nothing new is published. */
  void heal() {
    healed = true;
    outOfReach = false;
  }

  private void move() {
    places++;
    int host = profile.forwarder() > 0 ? 200 + profile.forwarder() : profile.number();
    byte[] octets = {NETWORK[0], NETWORK[1], 0, (byte) host, (byte) (places >> 8), (byte) places};
    if (profile.forwarder() > 0) {
      octets[4] = 0;
      octets[5] = 1;
    }
    address = NodeAddress.direct(link, Octets.wrap(octets));
    if (profile.forwarder() > 0) {
      address = address.behind(Octets.wrap(new byte[] {(byte) profile.number(), (byte) places}));
    }
    radio.place(this, address);
  }

  private void publishSometimes() {
    if (healed) {
      return;
    }
    if (unacknowledged.size() < UNACKNOWLEDGED_LIMIT) {
      publish();
    }
    clock.after(pause(), this::publishSometimes);
  }

  private void publish() {
    Topic topic = profile.topics().get(random.nextInt(profile.topics().size()));
    Qos qos = Qos.ofBits(random.nextInt(3));
    boolean retain = random.nextInt(PERCENT) < RETAIN_PERCENT;
    String id = name() + "." + ++published;
    if (profile.sleeps()) {
      device.connect(clock.now());
    }
    up.onPublished(name(), id, Topics.name(topic), qos);
    Octets payload = Payloads.of(id, random.nextInt(PAYLOAD_OCTETS));
    if (qos == Qos.AT_MOST_ONCE) {
      device.publish(clock.now(), topic, qos, retain, payload);
    } else {
      unacknowledged.put(device.publish(clock.now(), topic, qos, retain, payload), id);
    }
    goToSleep();
    settle();
  }

  private void wakeSometimes() {
    if (device.state() == DeviceState.ASLEEP) {
      if (profile.roams()) {
        move();
      }
      wake();
      settle();
    }
    clock.after(profile.wakeMillis(), this::wakeSometimes);
  }

  /** What it could not publish, as the gateway asked it to wait, needs a connection. */
  private void wake() {
    if (unacknowledged.isEmpty()) {
      wokeAtMillis = clock.now();
      device.wake(clock.now());
    } else {
      device.connect(clock.now());
      goToSleep();
    }
  }

  private void goToSleep() {
    if (profile.sleeps()) {
      device.sleep(clock.now(), profile.sleepSeconds());
    }
  }

  private long pause() {
    return 1 + random.nextLong(2 * profile.publishMillis());
  }

  // Its radio

  long nextFrameNumber() {
    return ++frameNumber;
  }

  /**
   * A frame arrives. A copy of a QoS 2 PUBLISH that a later PUBREL has overtaken would be a new
   * message to any MQTT-SN client, so the radio holds none so long.
   */
  void hear(Frame frame, long number) {
    if (frame instanceof Frame.PubRel release) {
      releasedAt.put(release.msgId(), number);
    }
    if (frame instanceof Frame.Publish publish
        && publish.qos() == Qos.EXACTLY_ONCE
        && releasedAt.getOrDefault(publish.msgId(), 0L) > number) {
      return;
    }
    device.onFrame(clock.now(), frame);
    settle();
  }

  private void onTimer() {
    timerAtMillis = Long.MAX_VALUE;
    if (clock.now() >= device.nextDeadline()) {
      device.onTimeout(clock.now());
    }
    settle();
  }

  private void settle() {
    for (Frame frame = device.pollFrame(); frame != null; frame = device.pollFrame()) {
      radio.toGateway(this, frame);
    }
    long deadline = device.nextDeadline();
    if (deadline < timerAtMillis) {
      timer.run();
      timerAtMillis = deadline;
      timer = clock.at(deadline, this::onTimer);
    }
  }

  /** Hears of one life only. */
  private final class Listener implements DeviceListener {
    private final int mine;

    Listener(int life) {
      this.mine = life;
    }

    @Override
    public void onConnected(long nowMillis) {
      if (profile.clean()) {
        down.onNodeForgot(name());
      }
      goToSleep();
    }

    @Override
    public void onPublished(long nowMillis, long number) {
      String id = unacknowledged.get(number);
      if (mine == life && id != null) {
        unacknowledged.remove(number);
        up.onAcknowledged(name(), id);
      }
    }

    @Override
    public void onPublishRefused(long nowMillis, long number, ReturnCode code) {
      findings.add("node", name() + "'s publish is refused: " + code);
    }

    @Override
    public void onRefused(long nowMillis, Topic topic, ReturnCode code) {
      findings.add("node", name() + "'s " + topic + " is refused: " + code);
    }

    @Override
    public void onMessage(long nowMillis, Message message) {
      down.onDelivered(name(), message.payload(), Topics.name(message.topic()), message.qos());
    }

    @Override
    public void onWakeEnded(long nowMillis, boolean complete) {
      costs.woke(nowMillis - wokeAtMillis);
      if (healed && complete) {
        wakesSinceHeal++;
      }
    }

    @Override
    public void onLost(long nowMillis, String reason) {
      if (reason.contains("DISCONNECT")) {
        down.onNodeForgot(name());
      }
      goToSleep();
    }
  }
}
