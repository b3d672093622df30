package dev.mqttsn.sim.net;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.VirtualDevice;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A node with an uplink of its own, driven by a {@link Scheduler}. */
public final class LoopDevice implements Receiver {
  private final Scheduler loop;
  private final Network network;
  private final DeviceListener listener;
  private final FrameFilter filter;
  private final DeviceConfig config;
  private VirtualDevice device;
  private Uplink uplink;
  private Traffic traffic = Traffic.NONE;

  /** When the timer that counts is due; later ones of an earlier plan mean nothing. */
  private long armedMillis = Long.MAX_VALUE;

  private LoopDevice(
      Scheduler loop,
      Network network,
      DeviceConfig config,
      DeviceListener listener,
      FrameFilter filter) {
    this.loop = loop;
    this.network = network;
    this.listener = listener;
    this.filter = filter;
    this.config = config;
    this.device = new VirtualDevice(config, listener);
  }

  /** A node without a session, with its uplink in that network. */
  public static LoopDevice open(
      Scheduler loop,
      Network network,
      DeviceConfig config,
      DeviceListener listener,
      FrameFilter filter)
      throws IOException {
    LoopDevice device = new LoopDevice(loop, network, config, listener, filter);
    device.uplink = network.open(device);
    return device;
  }

  /** Something done with the node at a time of the loop's clock. */
  @FunctionalInterface
  public interface Action {
    void run(VirtualDevice device, long nowMillis);
  }

  /** Does something with the node on the loop; from any thread, later. */
  public void act(Action action) {
    loop.execute(
        () -> {
          action.run(device, loop.nowMillis());
          settle();
        });
  }

  /** Goes on from another address, as a mobile node does; call it on the loop. */
  public void move() throws IOException {
    uplink.close();
    uplink = network.open(this);
  }

  /** Forgets everything, as when the power fails; call it on the loop. */
  public void restart() {
    device = new VirtualDevice(config, listener);
  }

  /** Nothing is heard or sent any more, as when the battery is empty; call it on the loop. */
  public void fallSilent() {
    uplink.close();
  }

  /** The state; ask on the loop only. */
  public DeviceState state() {
    return device.state();
  }

  /** Whether no request waits; ask on the loop only. */
  public boolean isIdle() {
    return device.isIdle();
  }

  /** What was sent and heard; ask on the loop only. */
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public void onMessage(ByteBuffer message) {
    int octets = message.remaining();
    Decoded decoded = FrameDecoder.decode(message);
    if (decoded instanceof Frame frame) {
      traffic = traffic.heard(octets);
      filter.incoming(frame);
      device.onFrame(loop.nowMillis(), frame);
      settle();
    }
  }

  @Override
  public void onUnreachable() {
    listener.onUnreachable(loop.nowMillis());
  }

  private void onTimer(long atMillis) {
    if (atMillis == armedMillis) {
      armedMillis = Long.MAX_VALUE;
      device.onTimeout(loop.nowMillis());
      settle();
    }
  }

  /** Sends what is due and plans the next turn. */
  private void settle() {
    Frame frame;
    while ((frame = device.pollFrame()) != null) {
      filter.outgoing(frame).ifPresent(this::send);
    }
    long deadline = device.nextDeadline();
    if (deadline < armedMillis) {
      armedMillis = deadline;
      loop.at(deadline, () -> onTimer(deadline));
    }
  }

  private void send(Frame frame) {
    byte[] message = FrameEncoder.encode(frame);
    traffic = traffic.sent(message.length);
    uplink.send(message);
  }
}
