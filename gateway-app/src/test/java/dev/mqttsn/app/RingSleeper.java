package dev.mqttsn.app;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A simulated node that sleeps, and wakes now and then for the messages of one publisher. */
final class RingSleeper implements DeviceListener {
  private static final int ANNOUNCED_SECONDS = 60;

  private final String source;
  private final long sleepMillis;
  private final NodeLoop loop;
  private final LoopDevice device;
  private final Receipts received = new Receipts();
  private final Handshakes handshakes = new Handshakes();
  private volatile boolean ready;
  private volatile int wakes;

  RingSleeper(
      NodeLoop loop,
      InetSocketAddress gateway,
      DeviceConfig config,
      String source,
      long sleepMillis)
      throws IOException {
    this.source = source;
    this.sleepMillis = sleepMillis;
    this.loop = loop;
    this.device = loop.add(loop.udp(gateway), config, this);
  }

  void connect() {
    device.act((node, now) -> node.connect(now));
    device.act(
        (node, now) ->
            node.subscribe(now, Topic.named(RingNode.TOPICS + source), Qos.EXACTLY_ONCE));
  }

  boolean isReady() {
    return ready;
  }

  String source() {
    return source;
  }

  Receipts received() {
    return received;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  int wakes() {
    return wakes;
  }

  @Override
  public void onConnected(long nowMillis) {
    handshakes.addConnect();
    device.act((node, now) -> node.sleep(now, ANNOUNCED_SECONDS));
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    handshakes.addSubscribe();
  }

  @Override
  public void onAsleep(long nowMillis) {
    ready = true;
    wakeLater();
  }

  private void wakeLater() {
    loop.after(sleepMillis, () -> device.act((node, now) -> node.wake(now)));
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
  public void onWakeEnded(long nowMillis, boolean complete) {
    wakes++;
    wakeLater();
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    received.add(Numbered.parse(message.payload().text()));
  }
}
