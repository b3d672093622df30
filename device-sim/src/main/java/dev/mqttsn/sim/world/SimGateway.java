package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.BrokerBridge;
import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.SessionStore;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One life of the gateway: the real shard and the real bridge on a virtual loop. It is thrown away
 * when it crashes; what is on the disk goes on in the next.
 */
final class SimGateway implements SessionStore.Listener {
  private static final BrokerConfig BROKER = BrokerConfig.of("broker", 1883, "gateway");

  private final VirtualClock clock;
  private final VirtualLoop loop;
  private final SimNetwork network;
  private final SimStore store;
  private final GatewayShard shard;
  private final BrokerBridge bridge;
  private final GatewayConfig config;
  private final Radio radio;
  private final Seams seams;
  private final GatewayWatch watch;
  private final Trace trace;
  private final Map<Long, String> messages = new HashMap<>();
  private boolean drainRequested;
  private boolean dead;
  private Runnable timer = () -> {};
  private long timerAtMillis = GatewayShard.NEVER;

  SimGateway(
      VirtualClock clock,
      RandomGenerator random,
      GatewayConfig config,
      Disk disk,
      SimBroker broker,
      Radio radio,
      Seams seams,
      GatewayWatch watch,
      Trace trace) {
    this.clock = clock;
    this.config = config;
    this.radio = radio;
    this.seams = seams;
    this.watch = watch;
    this.trace = trace;
    this.loop = new VirtualLoop(clock);
    this.network = new SimNetwork(clock, loop, broker, seams, trace);
    this.store = new SimStore(loop, disk);
    this.shard = new GatewayShard(config, watch, random, clock.now());
    this.bridge = new BrokerBridge(loop, network, BROKER, this::onBridgeEvent, random);
  }

  /** Recovers what is on the disk, then listens. */
  void start() {
    if (config.durable()) {
      store.load().forEach(session -> shard.restore(clock.now(), session, false));
      store.start(this);
    }
    radio.serve(this);
    requestDrain();
  }

  /** As by kill -9. */
  void crash(boolean commitCameThrough) {
    dead = true;
    store.die(commitCameThrough);
    network.die();
    loop.die();
  }

  /** Whether all that was said is on the disk: not so in an outage, and shortly after it. */
  boolean isDiskTrusted() {
    return store.isTrusted();
  }

  boolean isDead() {
    return dead;
  }

  GatewayShard shard() {
    return shard;
  }

  void onDatagram(NodeAddress from, byte[] octets) {
    if (dead) {
      return;
    }
    Frame frame = decode(ByteBuffer.wrap(octets));
    seams.frameUp(from, frame, passed -> receive(from, passed));
  }

  private static Frame decode(ByteBuffer buffer) {
    ByteBuffer message =
        Encapsulation.isEncapsulated(buffer) ? Encapsulation.open(buffer).message() : buffer;
    return (Frame) FrameDecoder.decode(message);
  }

  private void receive(NodeAddress from, Frame frame) {
    watch.onHeard(from, frame);
    byte[] octets = FrameEncoder.encode(frame, from.nodeId(), 0);
    NodeAddress link = NodeAddress.direct(from.link(), from.address());
    shard.onFrame(clock.now(), link, ByteBuffer.wrap(octets));
    requestDrain();
  }

  private void onBridgeEvent(BrokerEvent event) {
    seams.event(event, this::onBrokerEvent, this::execute);
  }

  private void onBrokerEvent(BrokerEvent event) {
    if (dead) {
      return;
    }
    if (event instanceof BrokerEvent.MessageArrived message && message.delivery() != 0) {
      messages.put(message.delivery(), Payloads.id(message.payload(), message.qos()));
    }
    if (event instanceof BrokerEvent.TakenOver taken) {
      watch.onTakenOver(taken.clientId());
    }
    if (event instanceof BrokerEvent.OpenFailed failed) {
      network.broker().onClientForgot(failed.clientId());
    }
    trace.line(() -> "bridge > shard " + event.getClass().getSimpleName() + " " + event.clientId());
    shard.onBrokerEvent(clock.now(), event);
    requestDrain();
  }

  @Override
  public void onStored(long sequence) {
    shard.onStored(sequence);
    requestDrain();
  }

  @Override
  public void onFailing() {
    trace.line(() -> "the disk fails");
    shard.onStoreFailing();
    requestDrain();
  }

  @Override
  public void onWritable() {
    trace.line(() -> "the disk takes writes again");
    shard.onStoreWritable();
    requestDrain();
  }

  private void requestDrain() {
    if (!drainRequested) {
      drainRequested = true;
      loop.execute(this::drain);
    }
  }

  private void drain() {
    drainRequested = false;
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      perform(effect);
    }
    bridge.flush();
    store.flush();
    watch.checkBounds(shard, bridge.links());
    arm();
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.SendFrame send) {
      seams.frameDown(send.to(), send.frame(), frame -> transmit(send, frame));
    } else if (effect instanceof Effect.Command command) {
      seams.command(command.command(), this::execute, this::onBrokerEvent);
    } else if (effect instanceof Effect.Store write) {
      store.append(write.sequence(), write.change());
    }
  }

  private void transmit(Effect.SendFrame send, Frame frame) {
    watch.onSaid(send.to(), frame);
    radio.toNode(send.to(), frame, send.radius());
  }

  private void execute(BrokerCommand command) {
    if (command instanceof BrokerCommand.AckDown ack) {
      onAcknowledging(command, messages.get(ack.delivery()));
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      onAcknowledging(command, messages.get(received.delivery()));
    } else if (command instanceof BrokerCommand.Close close) {
      network.broker().onClientForgot(close.clientId());
    }
    bridge.execute(command);
  }

  private void onAcknowledging(BrokerCommand command, String id) {
    String name = command.getClass().getSimpleName();
    trace.line(() -> "shard > bridge " + name + " " + command.clientId() + " " + id);
    watch.onAcknowledging(command.clientId(), id);
  }

  private void arm() {
    long deadline = shard.nextDeadline();
    if (deadline < timerAtMillis) {
      timer.run();
      timerAtMillis = deadline;
      timer = loop.schedule(Math.max(0, deadline - clock.now()), this::onTimer);
    }
  }

  private void onTimer() {
    timerAtMillis = GatewayShard.NEVER;
    if (clock.now() >= shard.nextDeadline()) {
      shard.onTimeout(clock.now());
    }
    requestDrain();
  }
}
