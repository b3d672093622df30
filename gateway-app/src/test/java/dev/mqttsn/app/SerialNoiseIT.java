package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad line costs time and repetitions, never a message and never a second copy at QoS 2. */
@Timeout(90)
final class SerialNoiseIT {
  private static final int MESSAGES = 40;
  private static final int RETRY_MILLIS = 60;
  private static final int RETRIES = 40;
  private static final NoisyCable.Noise NOISE = new NoisyCable.Noise(0.01, 0.001);

  @TempDir private Path directory;
  private final Queue<String> atNode = new ConcurrentLinkedQueue<>();
  private final AtomicInteger subscribed = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({"slip-crc,1", "cobs,2"})
  void qos1AtLeastOnceAndQos2ExactlyOnceBothWays(String framing, long seed) throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        NoisyCable cable = NoisyCable.plugged(directory, "noisy", NOISE, seed);
        Gateway gateway =
            SerialGateway.start(
                broker, RETRY_MILLIS, RETRIES, cable.gatewayEnd() + ",framing=" + framing);
        BrokerClient atBroker = BrokerClient.listen(broker, "up/#");
        NodeLoop loop = NodeLoop.start("noisy")) {
      DeviceConfig config =
          DeviceConfig.of("noisy").withCleanSession(false).withRetry(RETRY_MILLIS, RETRIES);
      Line line = Line.open(cable.nodeEnd(), framing);
      LoopDevice node = loop.add(line.network(loop, Place.alone()), config, new Watcher());
      node.act((device, now) -> device.connect(now));
      node.act((device, now) -> device.subscribe(now, Topic.named("down/1"), Qos.AT_LEAST_ONCE));
      node.act((device, now) -> device.subscribe(now, Topic.named("down/2"), Qos.EXACTLY_ONCE));
      Await.until("subscribed", () -> subscribed.get() == 2);
      publishUp(node);
      BrokerClient.publishAll(broker, "down/1", 1, payloads());
      BrokerClient.publishAll(broker, "down/2", 2, payloads());
      assertAllCame("up", takeAll(atBroker));
      Await.until("the last message down", () -> count(atNode, "down/2 2 ") >= MESSAGES);
      Await.until("all of QoS 1 down", () -> distinct(atNode, "down/1 1 ").size() == MESSAGES);
      assertAllCame("down", List.copyOf(atNode));
      assertTrue(cable.hit() > MESSAGES, cable.hit() + " octets of noise");
      assertTrue(gateway.description().contains("serial"));
    }
  }

  private static List<String> payloads() {
    return IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList();
  }

  private static void publishUp(LoopDevice node) {
    for (String payload : payloads()) {
      for (Qos qos : List.of(Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
        Topic topic = Topic.named("up/" + qos.bits());
        node.act((device, now) -> device.publish(now, topic, qos, false, Octets.utf8(payload)));
      }
    }
  }

  /** Until QoS 2, which ends last, is complete and nothing follows. */
  private static List<String> takeAll(BrokerClient listener) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    while (count(lines, "up/2 2 ") < MESSAGES) {
      String line = listener.next();
      if (line == null) {
        return lines;
      }
      lines.add(line);
    }
    for (String line = listener.next(500); line != null; line = listener.next(100)) {
      lines.add(line);
    }
    return lines;
  }

  private static long count(Iterable<String> lines, String start) {
    return select(lines, start).size();
  }

  private static List<String> select(Iterable<String> lines, String start) {
    List<String> selected = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(start)) {
        selected.add(line.substring(start.length()));
      }
    }
    return selected;
  }

  private static List<String> distinct(Iterable<String> lines, String start) {
    return List.copyOf(new LinkedHashSet<>(select(lines, start)));
  }

  private static void assertAllCame(String way, List<String> lines) {
    assertEquals(payloads(), distinct(lines, way + "/1 1 "), way + " at least once, in order");
    assertEquals(payloads(), select(lines, way + "/2 2 "), way + " exactly once, in order");
  }

  private final class Watcher implements DeviceListener {
    @Override
    public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
      subscribed.incrementAndGet();
    }

    @Override
    public void onMessage(long nowMillis, Message message) {
      atNode.add(message.topic() + " " + message.qos().bits() + " " + message.payload().text());
    }
  }
}
