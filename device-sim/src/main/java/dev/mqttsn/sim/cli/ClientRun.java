package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.Network;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.sim.net.Scheduler;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * One node from its first frame to the exit status of its command. The listener's methods are
 * called on the loop.
 */
abstract class ClientRun implements DeviceListener {
  static final int FAILED = 1;

  /** As a shell shows it. */
  private static final int INTERRUPTED = 130;

  private final GatewayOptions gateway;
  private final Console console;
  private final Interrupt interrupt = new Interrupt();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private volatile Scheduler loop;
  private volatile LoopDevice device;
  private boolean portOpen;
  private boolean begun;
  private boolean everConnected;

  ClientRun(GatewayOptions gateway, Console console) {
    this.gateway = gateway;
    this.console = console;
  }

  /** Runs to the end; the exit status. */
  final int run(DeviceConfig config, boolean debug) {
    int exitStatus = runToEnd(config, debug);
    interrupt.over(exitStatus);
    return exitStatus;
  }

  private int runToEnd(DeviceConfig config, boolean debug) {
    FrameFilter tap = debug ? new FrameLog(config.clientId(), console) : FrameFilter.NONE;
    try (NodeLoop ownLoop = NodeLoop.start("node");
        Place place = gateway.open(ownLoop, this::onPort)) {
      attach(ownLoop, place.network(), config, tap);
      interrupt.arm(() -> ownLoop.execute(this::onInterrupt));
      return status.join();
    } catch (IOException e) {
      console.error(e.getMessage());
      return FAILED;
    }
  }

  /** Puts the node there; it begins as soon as messages can be sent. */
  final void attach(Scheduler scheduler, Network network, DeviceConfig config, FrameFilter tap)
      throws IOException {
    loop = scheduler;
    device = LoopDevice.open(scheduler, network, config, this, tap);
    scheduler.execute(this::beginWhenReady);
  }

  /** On the loop. */
  final void onPort(boolean open, String reason) {
    portOpen = open;
    if (open) {
      beginWhenReady();
    } else if (begun) {
      console.note("the port " + gateway.name() + " is gone: " + reason);
    } else {
      fail("the port " + gateway.name() + " cannot be used: " + reason);
    }
  }

  private void beginWhenReady() {
    if (device != null && portOpen && !begun) {
      begun = true;
      begin();
    }
  }

  /** Messages can be sent now. */
  void begin() {
    device.act((node, now) -> node.connect(now));
  }

  /** Ctrl-C or SIGTERM; on the loop. It has to come to an end. */
  void onInterrupt() {
    finish(INTERRUPTED);
  }

  /** The exit status; not there while the client is at work. */
  final OptionalInt status() {
    return status.isDone() ? OptionalInt.of(status.join()) : OptionalInt.empty();
  }

  final GatewayOptions gateway() {
    return gateway;
  }

  final Console console() {
    return console;
  }

  final Scheduler loop() {
    return loop;
  }

  final LoopDevice device() {
    return device;
  }

  /** The first end counts; none is good whose results were lost. */
  final void finish(int exitStatus) {
    status.complete(exitStatus == 0 && console.isFailed() ? FAILED : exitStatus);
  }

  final void fail(String why) {
    if (!status.isDone()) {
      console.error(why);
      finish(FAILED);
    }
  }

  @Override
  public void onConnected(long nowMillis) {
    everConnected = true;
  }

  @Override
  public void onConnectRefused(long nowMillis, ReturnCode code) {
    fail("Connection refused: " + Words.of(code));
  }

  @Override
  public void onCongested(long nowMillis) {
    console.note("the gateway is congested; asking again");
  }

  /** A gateway that restarts is not there for a moment. */
  @Override
  public void onUnreachable(long nowMillis) {
    if (!everConnected) {
      fail("nobody listens at " + gateway.name());
    }
  }

  @Override
  public void onLost(long nowMillis, String reason) {
    fail(everConnected ? "Connection lost: " + reason : "no answer from " + gateway.name());
  }
}
