package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What the broker hears from the nodes of the firmware, and commands to them. */
final class NodeWatch implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;

  private final Mosquitto broker;
  private final BrokerClient listener;
  private final List<String> lines = new ArrayList<>();
  private int seen;

  private NodeWatch(Mosquitto broker, BrokerClient listener) {
    this.broker = broker;
    this.listener = listener;
  }

  static NodeWatch of(Mosquitto broker) throws Exception {
    return new NodeWatch(broker, BrokerClient.listen(broker, "nodes/#"));
  }

  void command(String node, int qos, String command) throws Exception {
    BrokerClient.publish(broker, "nodes/" + node + "/command", qos, command);
  }

  void commands(String node, int qos, List<String> commands) throws Exception {
    BrokerClient.publishAll(broker, "nodes/" + node + "/command", qos, commands);
  }

  /** The next message that begins so, as "topic qos payload"; what came before it is passed. */
  String await(String start) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < until) {
      while (seen < lines.size()) {
        String line = lines.get(seen++);
        if (line.startsWith("nodes/" + start)) {
          return line;
        }
      }
      take(100);
    }
    throw new AssertionError("no message nodes/" + start + " in\n" + String.join("\n", lines));
  }

  /** From here on {@link #await} looks at all that has come. */
  void rewind() {
    seen = 0;
  }

  /** Whether anything begins so among all that has come until now. */
  boolean hasHeard(String start) throws InterruptedException {
    take(0);
    return lines.stream().anyMatch(line -> line.startsWith("nodes/" + start));
  }

  private void take(long millis) throws InterruptedException {
    for (String line = listener.next(millis); line != null; line = listener.next(0)) {
      lines.add(line);
    }
  }

  /** The counters, published at QoS 2, are 1, 2, 3 ... without a gap or a second copy. */
  long assertCountedExactlyOnce(String node) throws InterruptedException {
    take(0);
    String start = "nodes/" + node + "/counter 2 ";
    List<Long> counted =
        lines.stream()
            .filter(line -> line.startsWith(start))
            .map(line -> Long.valueOf(line.substring(start.length())))
            .toList();
    assertTrue(counted.size() > 0, () -> node + " has counted nothing");
    assertEquals(LongStream.rangeClosed(1, counted.size()).boxed().toList(), counted);
    return counted.size();
  }

  @Override
  public void close() {
    listener.close();
  }
}
