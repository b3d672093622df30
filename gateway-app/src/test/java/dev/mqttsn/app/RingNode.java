package dev.mqttsn.app;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A simulated node that publishes numbered messages, one after the other, and subscribes to those
 * of a neighbour. It says what was acknowledged to it and what it got.
 */
final class RingNode implements DeviceListener {
  static final String TOPICS = "ring/";
  private static final int PACE_MILLIS = 10;

  private final String name;
  private final String neighbour;
  private final NodeLoop loop;
  private final LoopDevice device;
  private final Receipts acknowledged;
  private final Receipts received = new Receipts();
  private final Handshakes handshakes = new Handshakes();
  private volatile boolean ready;
  private volatile boolean working;
  private volatile boolean busy;
  private volatile long longestSilenceMillis;
  private long lastAnsweredMillis;
  private int number;

  /**
   * @param acknowledged where to note what the gateway has acknowledged
   */
  RingNode(
      NodeLoop loop,
      InetSocketAddress gateway,
      DeviceConfig config,
      String neighbour,
      Receipts acknowledged)
      throws IOException {
    this.name = config.clientId();
    this.neighbour = neighbour;
    this.loop = loop;
    this.acknowledged = acknowledged;
    this.device = loop.add(loop.udp(gateway), config, this);
  }

  void connect() {
    device.act((node, now) -> node.connect(now));
    device.act(
        (node, now) -> node.subscribe(now, Topic.named(TOPICS + neighbour), Qos.EXACTLY_ONCE));
  }

  boolean isReady() {
    return ready;
  }

  void work() {
    working = true;
    loop.execute(
        () -> {
          lastAnsweredMillis = loop.nowMillis();
          publish();
        });
  }

  void rest() {
    working = false;
  }

  void ping() {
    device.act((node, now) -> node.ping(now));
  }

  /** Whether nothing of it is unacknowledged. */
  boolean isResting() {
    return !working && !busy;
  }

  Receipts received() {
    return received;
  }

  String neighbour() {
    return neighbour;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  /** The longest time between two acknowledged messages. */
  long longestSilenceMillis() {
    return longestSilenceMillis;
  }

  private void publish() {
    if (!working) {
      busy = false;
      return;
    }
    busy = true;
    number++;
    Numbered next = new Numbered(name, number);
    device.act(
        (node, now) ->
            node.publish(
                now, Topic.named(TOPICS + name), next.qos(), false, Octets.utf8(next.payload())));
  }

  @Override
  public void onPublished(long nowMillis, long ofDevice) {
    acknowledged.add(new Numbered(name, number));
    longestSilenceMillis = Math.max(longestSilenceMillis, nowMillis - lastAnsweredMillis);
    lastAnsweredMillis = nowMillis;
    loop.after(PACE_MILLIS, this::publish);
  }

  @Override
  public void onPublishRefused(long nowMillis, long ofDevice, ReturnCode code) {
    handshakes.addRefusal();
    loop.after(PACE_MILLIS, this::publish);
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    received.add(Numbered.parse(message.payload().text()));
  }

  @Override
  public void onConnected(long nowMillis) {
    handshakes.addConnect();
  }

  @Override
  public void onConnectRefused(long nowMillis, ReturnCode code) {
    handshakes.addConnectRefusal();
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    handshakes.addSubscribe();
    ready = true;
  }

  @Override
  public void onRegistered(long nowMillis, String topic, int topicId) {
    handshakes.addRegister();
  }
}
