package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Simulated nodes and another broker: what the demo shows, message by message. */
@Timeout(60)
final class MoquetteIT {
  private final BlockingQueue<String> atBroker = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> atNode = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> wakes = new LinkedBlockingQueue<>();

  @Test
  void messagesOfEveryQosGoUpAndDown() throws Exception {
    try (Setting setting = new Setting()) {
      LoopDevice node = setting.node("n1");
      node.act((device, now) -> device.subscribe(now, Topic.named("down/+"), Qos.EXACTLY_ONCE));
      assertEquals("subscribed", take(wakes));
      for (Qos qos : List.of(Qos.AT_MOST_ONCE, Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
        String text = "up at " + qos.bits();
        node.act(
            (device, now) ->
                device.publish(now, Topic.named("up/a"), qos, false, Octets.utf8(text)));
        assertEquals("n1 up/a " + text, take(atBroker));
        setting.broker.publish("down/a", qos, false, Octets.utf8("down at " + qos.bits()));
        assertEquals("down/a " + qos.bits() + " down at " + qos.bits(), take(atNode));
      }
    }
  }

  @Test
  void aSleeperGetsInOrderWhatCameMeanwhile() throws Exception {
    try (Setting setting = new Setting()) {
      LoopDevice node = setting.node("s1");
      node.act((device, now) -> device.subscribe(now, Topic.named("note"), Qos.AT_LEAST_ONCE));
      assertEquals("subscribed", take(wakes));
      node.act((device, now) -> device.sleep(now, 60));
      assertEquals("asleep", take(wakes));
      for (int i = 0; i < 20; i++) {
        setting.broker.publish("note", Qos.AT_LEAST_ONCE, false, Octets.utf8("n" + i));
      }
      List<String> expected = IntStream.range(0, 20).mapToObj(i -> "note 1 n" + i).toList();
      List<String> got = new ArrayList<>();
      // the broker takes its time: what has not come by the first wake comes by a later one
      for (int wake = 0; wake < 1_000 && got.size() < expected.size(); wake++) {
        node.act((device, now) -> device.wake(now));
        assertEquals("told that this is all: true", take(wakes));
        atNode.drainTo(got);
      }
      assertEquals(expected, got);
    }
  }

  private static String take(BlockingQueue<String> queue) throws InterruptedException {
    return queue.poll(10, TimeUnit.SECONDS);
  }

  /** Broker, gateway and the nodes' loop. */
  private final class Setting implements AutoCloseable {
    private final EmbeddedBroker broker =
        EmbeddedBroker.start(
            (clientId, topic, payload) ->
                atBroker.add(clientId + " " + topic + " " + payload.text()));
    private final Gateway gateway = Gateway.start(GatewayIT.settings(broker.uri()), null);
    private final NodeLoop loop = NodeLoop.start("nodes");

    private Setting() throws Exception {}

    private LoopDevice node(String clientId) throws Exception {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port(0));
      LoopDevice node = loop.add(loop.udp(address), DeviceConfig.of(clientId), new Watcher());
      node.act((device, now) -> device.connect(now));
      assertEquals("connected", take(wakes));
      return node;
    }

    @Override
    public void close() {
      loop.close();
      gateway.close();
      broker.close();
    }
  }

  private final class Watcher implements DeviceListener {
    @Override
    public void onConnected(long nowMillis) {
      wakes.add("connected");
    }

    @Override
    public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
      wakes.add("subscribed");
    }

    @Override
    public void onAsleep(long nowMillis) {
      wakes.add("asleep");
    }

    @Override
    public void onWakeEnded(long nowMillis, boolean complete) {
      wakes.add("told that this is all: " + complete);
    }

    @Override
    public void onMessage(long nowMillis, Message message) {
      atNode.add(message.topic() + " " + message.qos().bits() + " " + message.payload().text());
    }
  }
}
