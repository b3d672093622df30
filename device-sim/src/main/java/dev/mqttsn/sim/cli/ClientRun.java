package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One node from its first frame to the exit status of its command. The listener's methods are
 * called on the loop.
 */
abstract class ClientRun implements DeviceListener {
  static final int FAILED = 1;

  private final GatewayOptions gateway;
  private final Console console;
  private final Interrupt interrupt = new Interrupt();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private volatile NodeLoop loop;
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
    int ended = runToEnd(config, debug);
    int exitStatus = ended == 0 && console.isFailed() ? FAILED : ended;
    interrupt.over(exitStatus);
    return exitStatus;
  }

  private int runToEnd(DeviceConfig config, boolean debug) {
    FrameFilter tap = debug ? new FrameLog(config.clientId(), console) : FrameFilter.NONE;
    try (NodeLoop ownLoop = NodeLoop.start("node");
        Place place = gateway.open(ownLoop, this::onPort)) {
      loop = ownLoop;
      device = ownLoop.add(place.network(), config, this, tap);
      ownLoop.execute(this::beginWhenReady);
      return status.join();
    } catch (IOException e) {
      console.error(e.getMessage());
      return FAILED;
    }
  }

  private void onPort(boolean open, String reason) {
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

  /** A signal from now on does this, on the loop, which has to come to an end. */
  final void onSignal(Runnable end) {
    interrupt.arm(() -> loop.execute(end));
  }

  final GatewayOptions gateway() {
    return gateway;
  }

  final Console console() {
    return console;
  }

  final NodeLoop loop() {
    return loop;
  }

  final LoopDevice device() {
    return device;
  }

  /** The first end counts. */
  final void finish(int exitStatus) {
    status.complete(exitStatus);
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
