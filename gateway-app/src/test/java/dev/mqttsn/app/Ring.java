package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.net.NodeLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Load that shows what is lost and doubled: nodes in a ring, each with its left neighbour's
 * messages, sleepers that get some of them too, and a listener at the broker that gets all. What
 * was acknowledged to its sender must reach each of them.
 */
final class Ring implements AutoCloseable {
  static final int NODES = 16;
  static final int SLEEPERS = 4;
  private static final long SLEEP_MILLIS = 300;
  private static final long RETRY_MILLIS = 500;

  /** Patience enough that a node's own despair is not what is tested. */
  private static final int RETRY_COUNT = 60;

  private static final long WAIT_MILLIS = 500;
  private static final long REST_MILLIS = 40_000;

  /** Several wakes of the sleepers. */
  private static final long QUIET_MILLIS = 1_500;

  private final NodeLoop loop;
  private final BrokerClient listener;
  private final Receipts acknowledged = new Receipts();
  private final Receipts atBroker = new Receipts();
  private final List<RingNode> nodes = new ArrayList<>();
  private final List<RingSleeper> sleepers = new ArrayList<>();

  private Ring(NodeLoop loop, BrokerClient listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /** Nodes that are not connected yet. */
  static Ring of(Mosquitto broker, int gatewayPort) throws Exception {
    Ring ring =
        new Ring(NodeLoop.start("ring"), BrokerClient.listen(broker, RingNode.TOPICS + "#"));
    InetSocketAddress gateway =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gatewayPort);
    for (int i = 0; i < NODES; i++) {
      ring.addNode(gateway, i);
    }
    for (int i = 0; i < SLEEPERS; i++) {
      ring.addSleeper(gateway, i);
    }
    return ring;
  }

  private void addNode(InetSocketAddress gateway, int i) throws IOException {
    String left = name((i + NODES - 1) % NODES);
    nodes.add(new RingNode(loop, gateway, config(name(i)), left, acknowledged));
  }

  private void addSleeper(InetSocketAddress gateway, int i) throws IOException {
    sleepers.add(new RingSleeper(loop, gateway, config("s" + i), name(i), SLEEP_MILLIS));
  }

  private static String name(int i) {
    return "n" + i;
  }

  private static DeviceConfig config(String clientId) {
    return DeviceConfig.of(clientId)
        .withCleanSession(false)
        .withRetry(RETRY_MILLIS, RETRY_COUNT)
        .withWaitMillis(WAIT_MILLIS);
  }

  /** Connects all and begins to publish. */
  void start() throws InterruptedException {
    connect();
    awaitReady();
    work();
  }

  void connect() {
    nodes.forEach(RingNode::connect);
    sleepers.forEach(RingSleeper::connect);
  }

  void awaitReady() throws InterruptedException {
    Await.until(
        "all nodes are connected and subscribed",
        () ->
            nodes.stream().allMatch(RingNode::isReady)
                && sleepers.stream().allMatch(RingSleeper::isReady));
  }

  void work() {
    nodes.forEach(RingNode::work);
  }

  /** Waits until so many more messages are acknowledged. */
  void awaitMore(int messages) throws InterruptedException {
    int goal = acknowledged.count() + messages;
    Await.until(messages + " more messages", REST_MILLIS, () -> acknowledged.count() >= goal);
  }

  /** No new messages; returns when the last ones are acknowledged and nothing more comes. */
  void pause() throws InterruptedException {
    nodes.forEach(RingNode::rest);
    awaitResting();
    hearBroker(QUIET_MILLIS);
  }

  private void awaitResting() throws InterruptedException {
    Await.until(
        "the last messages are acknowledged",
        REST_MILLIS,
        () -> nodes.stream().allMatch(RingNode::isResting));
  }

  /** No new messages; returns when all that was acknowledged is where it must be. */
  void rest() throws InterruptedException {
    nodes.forEach(RingNode::rest);
    awaitResting();
    long end = System.nanoTime() + REST_MILLIS * 1_000_000;
    while (lost() > 0 && System.nanoTime() < end) {
      hearBroker(500);
      // a node that is silent is not sent again what it did not answer
      nodes.forEach(RingNode::ping);
    }
    hearBroker(200);
  }

  private void hearBroker(long millis) throws InterruptedException {
    String line = listener.next(millis);
    while (line != null) {
      if (line.startsWith(RingNode.TOPICS)) {
        atBroker.add(Numbered.parse(line.substring(line.indexOf(' ', line.indexOf(' ') + 1) + 1)));
      }
      line = listener.next(millis);
    }
  }

  int lost() {
    return lostUpwards() + lostDownwards();
  }

  /** Acknowledged to a node, not heard at the broker. */
  private int lostUpwards() {
    return nodes.stream()
        .map(RingNode::neighbour)
        .mapToInt(sender -> atBroker.missing(sender, acknowledged.of(sender)))
        .sum();
  }

  /** Acknowledged to a node, not heard by a subscribed one. */
  private int lostDownwards() {
    int lost = 0;
    for (RingNode node : nodes) {
      lost += node.received().missing(node.neighbour(), acknowledged.of(node.neighbour()));
    }
    for (RingSleeper sleeper : sleepers) {
      lost += sleeper.received().missing(sleeper.source(), acknowledged.of(sleeper.source()));
    }
    return lost;
  }

  int doubledQos2() {
    return atBroker.doubledQos2() + down().mapToInt(Receipts::doubledQos2).sum();
  }

  private Stream<Receipts> down() {
    return Stream.concat(
        nodes.stream().map(RingNode::received), sleepers.stream().map(RingSleeper::received));
  }

  private Stream<Handshakes> handshakes() {
    return Stream.concat(
        nodes.stream().map(RingNode::handshakes), sleepers.stream().map(RingSleeper::handshakes));
  }

  int connectsRefused() {
    return handshakes().mapToInt(Handshakes::connectRefusals).sum();
  }

  /** Nothing lost, no QoS 2 message doubled, all in order, none refused. */
  void assertPromisesKept() {
    String figures = toString();
    assertTrue(acknowledged.count() > 0, figures);
    assertEquals(0, lost(), figures);
    assertEquals(0, doubledQos2(), figures);
    assertEquals(0, atBroker.disordered(), figures);
    assertEquals(0, down().mapToInt(Receipts::disordered).sum(), figures);
    assertEquals(0, handshakes().mapToInt(Handshakes::refusals).sum(), figures);
  }

  /** No node had to do anything again. */
  void assertUnnoticed() {
    handshakes().forEach(h -> assertTrue(h.areNotRepeated(), h.toString()));
  }

  /** All figures in one line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d messages acknowledged; lost up %d, down %d; QoS 2 doubled up %d, down %d; QoS 1 doubled"
            + " up %d, down %d; out of order up %d, down %d; longest time between two"
            + " acknowledgements of a node %,d ms; %,d wakes",
        acknowledged.count(),
        lostUpwards(),
        lostDownwards(),
        atBroker.doubledQos2(),
        down().mapToInt(Receipts::doubledQos2).sum(),
        atBroker.doubledQos1(),
        down().mapToInt(Receipts::doubledQos1).sum(),
        atBroker.disordered(),
        down().mapToInt(Receipts::disordered).sum(),
        nodes.stream().mapToLong(RingNode::longestSilenceMillis).max().orElse(0),
        sleepers.stream().mapToInt(RingSleeper::wakes).sum());
  }

  @Override
  public void close() {
    loop.close();
    listener.close();
  }
}
