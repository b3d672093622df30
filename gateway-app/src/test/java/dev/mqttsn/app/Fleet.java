package dev.mqttsn.app;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.VirtualDevice;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Simulated nodes on a serial line, all moved by one thread, on which listeners are called. */
final class Fleet implements AutoCloseable {
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final Line line;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "fleet");
  private volatile boolean closed;

  Fleet(Line line) {
    this.line = line;
    thread.setDaemon(true);
    thread.start();
  }

  /** Something done with a node, at a time of the fleet's clock. */
  @FunctionalInterface
  interface Action {
    void run(VirtualDevice device, long nowMillis);
  }

  /** A node and where it is. */
  final class Member {
    private final Place place;
    private final VirtualDevice device;

    private Member(Place place, VirtualDevice device) {
      this.place = place;
      this.device = device;
    }

    /** From any thread, later or at once. */
    void act(Action action) {
      tasks.add(() -> action.run(device, nowMillis()));
    }

    private void hear(byte[] message) {
      tasks.add(
          () -> {
            if (FrameDecoder.decode(ByteBuffer.wrap(message)) instanceof Frame frame) {
              device.onFrame(nowMillis(), frame);
            }
          });
    }

    private void move(long nowMillis) throws IOException {
      if (nowMillis >= device.nextDeadline()) {
        device.onTimeout(nowMillis);
      }
      for (Frame frame = device.pollFrame(); frame != null; frame = device.pollFrame()) {
        line.write(place, FrameEncoder.encode(frame));
      }
    }
  }

  Member add(Place place, DeviceConfig config, DeviceListener listener) {
    Member member = new Member(place, new VirtualDevice(config, listener));
    line.add(place, member::hear);
    members.add(member);
    return member;
  }

  static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the fleet's line is gone", e);
    }
  }

  private void turn() throws IOException, InterruptedException {
    Runnable task = tasks.poll(waitMillis(), TimeUnit.MILLISECONDS);
    while (task != null) {
      task.run();
      task = tasks.poll();
    }
    long now = nowMillis();
    for (Member member : members) {
      member.move(now);
    }
  }

  private long waitMillis() {
    long deadline = nowMillis() + LONGEST_WAIT_MILLIS;
    for (Member member : members) {
      deadline = Math.min(deadline, member.device.nextDeadline());
    }
    return Math.max(0, deadline - nowMillis());
  }

  @Override
  public void close() {
    closed = true;
    tasks.add(() -> {});
    try {
      thread.join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
