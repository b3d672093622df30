package dev.mqttsn.app;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.Network;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A simulated node that publishes again as soon as it may, at QoS 1, and measures how long it
 * takes.
 */
final class Publisher implements DeviceListener {
  private static final Octets PAYLOAD = Octets.utf8("twenty octets of it.");

  private final Topic topic;
  private final Topic inbox;
  private final LoopDevice node;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private volatile RoundTrips roundTrips = new RoundTrips();
  private volatile boolean ready;
  private volatile boolean stopped = true;
  private volatile long published;
  private long sentNanos;

  /** Connects, subscribes to {@code down/CLIENT ID} and waits. */
  Publisher(NodeLoop loop, Network network, String clientId) throws IOException {
    topic = Topic.named("up/" + clientId);
    inbox = Topic.named("down/" + clientId);
    node = loop.add(network, DeviceConfig.of(clientId), this);
    node.act((device, now) -> device.connect(now));
    node.act((device, now) -> device.register(now, "up/" + clientId));
    node.act((device, now) -> device.subscribe(now, inbox, Qos.AT_LEAST_ONCE));
  }

  boolean isReady() {
    return ready;
  }

  void start() {
    stopped = false;
    publish();
  }

  /** From the next answer on. */
  void measure(RoundTrips times) {
    roundTrips = times;
  }

  /** After the message that is under way. */
  void stop() {
    stopped = true;
  }

  long published() {
    return published;
  }

  /** The payloads that came down. */
  Queue<String> heard() {
    return heard;
  }

  private void publish() {
    node.act(
        (device, now) -> {
          sentNanos = System.nanoTime();
          device.publish(now, topic, Qos.AT_LEAST_ONCE, false, PAYLOAD);
        });
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    ready = true;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
  public void onPublished(long nowMillis, long number) {
    roundTrips.addSince(sentNanos);
    published++;
    if (!stopped) {
      publish();
    }
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    heard.add(message.payload().text());
  }
}
