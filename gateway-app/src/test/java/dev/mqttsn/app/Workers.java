package dev.mqttsn.app;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes that publish at QoS 1 all the time, and measure how long each acknowledgement takes. */
final class Workers implements AutoCloseable {
  private static final int PACE_MILLIS = 5;
  private static final long DEADLINE_MILLIS = 30_000;

  private final NodeLoop loop;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile RoundTrips roundTrips = new RoundTrips();

  private Workers(NodeLoop loop) {
    this.loop = loop;
  }

  static Workers start(int gatewayPort, int count) throws Exception {
    Workers workers = new Workers(NodeLoop.start("workers"));
    InetSocketAddress gateway =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gatewayPort);
    for (int i = 0; i < count; i++) {
      workers.workers.add(workers.new Worker(gateway, "worker" + i));
    }
    workers.workers.forEach(Worker::connect);
    Await.until("the workers are connected", () -> workers.ready.get() == count);
    return workers;
  }

  /** From now on. */
  void measureInto(RoundTrips next) {
    roundTrips = next;
  }

  /** Returns when so many more are in. */
  void measure(RoundTrips next, int more) throws InterruptedException {
    measureInto(next);
    int goal = next.count() + more;
    Await.until(more + " publishes", DEADLINE_MILLIS, () -> next.count() >= goal);
  }

  /** How often a node lost its gateway. */
  int lost() {
    return lost.get();
  }

  private final class Worker implements DeviceListener {
    private final Topic topic;
    private final LoopDevice device;
    private long sentNanos;

    Worker(InetSocketAddress gateway, String clientId) throws IOException {
      topic = Topic.named("work/" + clientId);
      device = loop.add(loop.udp(gateway), DeviceConfig.of(clientId).withRetry(1_000, 10), this);
    }

    void connect() {
      device.act((node, now) -> node.connect(now));
      publish();
    }

    private void publish() {
      device.act(
          (node, now) -> {
            sentNanos = System.nanoTime();
            node.publish(now, topic, Qos.AT_LEAST_ONCE, false, Octets.utf8("at work"));
          });
    }

    @Override
    public void onConnected(long nowMillis) {
      ready.incrementAndGet();
    }

    @Override
    public void onPublished(long nowMillis, long number) {
      roundTrips.addSince(sentNanos);
      loop.after(PACE_MILLIS, this::publish);
    }

    @Override
    public void onLost(long nowMillis, String reason) {
      lost.incrementAndGet();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
