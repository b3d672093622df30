package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many nodes behind one port. */
@Timeout(90)
final class SerialFleetIT {
  private static final int NODES = 50;

  @TempDir private Path directory;
  private Mosquitto broker;
  private Cable cable;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    cable = Cable.plugged(directory, "cable");
  }

  @AfterEach
  void stop() throws Exception {
    cable.close();
    broker.close();
  }

  private static Place xbee(int number) {
    return Place.at(
        Octets.wrap(ByteBuffer.allocate(8).putLong(0x0013A200_407D1100L + number).array()));
  }

  private static Place forwarded(int number) {
    return Place.behind(Octets.wrap(new byte[] {(byte) number}));
  }

  private List<Publisher> fleet(NodeLoop loop, Line line, IntFunction<Place> places)
      throws Exception {
    List<Publisher> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Publisher(loop, line.network(loop, places.apply(i)), "n" + i));
    }
    Await.until("all are connected", () -> nodes.stream().allMatch(Publisher::isReady));
    return nodes;
  }

  /** There is always a frame to the dead node under way, and more wait behind it. */
  @Test
  void aDeadXBeeNodeDelaysNoneOfFifty() throws Exception {
    Line line = Line.open(cable.nodeEnd(), "xbee");
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, "xbee"));
        NodeLoop loop = NodeLoop.start("fleet")) {
      List<Publisher> nodes = fleet(loop, line, SerialFleetIT::xbee);
      List<Publisher> others = nodes.subList(1, NODES);
      others.forEach(Publisher::start);
      elapse(500);
      RoundTrips before = measured(others, 1_000);
      line.letDie(xbee(0).address());
      BrokerClient.publishAll(broker, "down/n0", 0, numbers(100));
      RoundTrips beside = measured(others, 2_000);
      others.forEach(Publisher::stop);
      for (int i = 1; i < NODES; i++) {
        BrokerClient.publish(broker, "down/n" + i, 1, "to " + i);
      }
      for (int i = 1; i < NODES; i++) {
        Publisher node = nodes.get(i);
        Await.until("a message down", 2_000, () -> !node.heard().isEmpty());
        assertEquals(List.of("to " + i), List.copyOf(node.heard()));
      }
      System.out.println("measured: beside a dead XBee node, " + beside);
      // a frame that waited for the dead node's would be half a second late
      double bound = 2 * before.millis(0.9) + 150;
      assertTrue(beside.millis(0.9) < bound, before + "; beside a dead node: " + beside);
      assertTrue(gateway.description().contains("serial"));
    }
  }

  @Test
  void fiftyNodesBehindOneForwarderAreServed() throws Exception {
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, "slip"));
        BrokerClient listener = BrokerClient.listen(broker, "up/#");
        NodeLoop loop = NodeLoop.start("fleet")) {
      Line line = Line.open(cable.nodeEnd(), "slip");
      List<Publisher> nodes = fleet(loop, line, SerialFleetIT::forwarded);
      nodes.forEach(Publisher::start);
      nodes.forEach(Publisher::stop);
      Await.until("acknowledged", () -> nodes.stream().allMatch(n -> n.published() == 1));
      Map<String, Integer> topics = new HashMap<>();
      for (int i = 0; i < NODES; i++) {
        topics.merge(listener.next().split(" ", 2)[0], 1, Integer::sum);
        BrokerClient.publish(broker, "down/n" + i, 1, "to " + i);
      }
      assertEquals(NODES, topics.size());
      assertEquals(Set.of(1), Set.copyOf(topics.values()));
      for (int i = 0; i < NODES; i++) {
        Publisher node = nodes.get(i);
        Await.until("a message down", () -> !node.heard().isEmpty());
        assertEquals(List.of("to " + i), List.copyOf(node.heard()));
      }
      assertTrue(gateway.description().contains("serial"));
    }
  }

  /** 5,000 on a quiet machine; half of that is asked for, as the machine does other things too. */
  @Test
  void slipSustainsThousandsOfQos1MessagesASecond() throws Exception {
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, "slip"));
        NodeLoop loop = NodeLoop.start("fleet")) {
      Line line = Line.open(cable.nodeEnd(), "slip");
      List<Publisher> nodes = fleet(loop, line, SerialFleetIT::forwarded);
      nodes.forEach(Publisher::start);
      double best = 0;
      for (int i = 0; i < 6 && best < 5_000; i++) {
        best = Math.max(best, rate(nodes));
        System.out.printf(Locale.ROOT, "measured: %.0f QoS 1 messages a second%n", best);
      }
      nodes.forEach(Publisher::stop);
      assertTrue(best > 2_500, best + " messages a second");
      assertTrue(gateway.description().contains("serial"));
    }
  }

  private static RoundTrips measured(List<Publisher> nodes, long millis)
      throws InterruptedException {
    RoundTrips times = new RoundTrips();
    nodes.forEach(node -> node.measure(times));
    elapse(millis);
    return times;
  }

  private static double rate(List<Publisher> nodes) throws InterruptedException {
    long start = System.nanoTime();
    long before = nodes.stream().mapToLong(Publisher::published).sum();
    elapse(1_000);
    long after = nodes.stream().mapToLong(Publisher::published).sum();
    return (after - before) * 1e9 / (System.nanoTime() - start);
  }

  /** Lets a measurement take its time. */
  private static void elapse(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    Await.until("time has passed", () -> System.nanoTime() > end);
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
