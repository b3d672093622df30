package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.impair.ImpairProxy;
import dev.mqttsn.sim.impair.ImpairmentOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bad network, a flood, and more for a sleeper than a broker would keep. */
@Timeout(180)
final class FaultsNetworkIT {
  private static final int FLOOD = 5_000;
  private static final int MESSAGES = 5_000;

  /**
   * Faster than this, a mosquitto with its own limits drops what it cannot queue for the gateway.
   */
  private static final int PER_SECOND = 1_500;

  private static final int LOSSY_MESSAGES = 100;
  private static final int WORKERS = 5;
  private static final double MOST_P99_MILLIS = 1_000;

  @TempDir private Path directory;
  private Mosquitto broker;
  private ChildGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    gateway =
        ChildGateway.of(broker.uri(), directory.resolve("state"), "--retry-interval", "300ms");
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    broker.close();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void aFifthIsLost() throws Exception {
    try (Ring ring = inNetwork(new ImpairmentOptions(20, 5, 0, 10, 80))) {
      ring.assertPromisesKept();
      ring.assertUnnoticed();
    }
  }

  /** A node forgets a QoS 2 message at PUBREL: a copy that PUBREL has overtaken is new to it. */
  @Test
  void aFifthIsLostAndATenthReordered() throws Exception {
    try (Ring ring = inNetwork(new ImpairmentOptions(20, 5, 10, 10, 80))) {
      assertEquals(0, ring.lost(), ring.toString());
      ring.assertUnnoticed();
    }
  }

  private Ring inNetwork(ImpairmentOptions bad) throws Exception {
    try (ImpairProxy network = ImpairProxy.start(loopback(0), loopback(gateway.port()), bad, 5)) {
      Ring ring = Ring.of(broker, network.address().getPort());
      ring.start();
      ring.awaitMore(LOSSY_MESSAGES);
      ring.rest();
      Figures.print("network with " + bad, ring, gateway);
      return ring;
    }
  }

  @Test
  void aFloodOfConnectsDoesNotStopTheOthers() throws Exception {
    RoundTrips quiet = new RoundTrips();
    RoundTrips flooded = new RoundTrips();
    try (Workers workers = Workers.start(gateway.port(), WORKERS)) {
      workers.measure(quiet, 500);
      workers.measureInto(flooded);
      long begun = System.nanoTime();
      flood();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      workers.measure(flooded, Math.max(0, 1_000 - flooded.count()));
      Figures.print(
          String.format(
              Locale.ROOT,
              "%,d CONNECTs from new ports in %,d ms; five nodes meanwhile",
              FLOOD,
              millis),
          String.format(
              Locale.ROOT,
              "p99 %.1f ms of %d publishes, longest %.1f ms (before the flood p99 %.1f ms)",
              flooded.millis(0.99),
              flooded.count(),
              flooded.millis(1),
              quiet.millis(0.99)),
          gateway);
      assertTrue(flooded.millis(0.99) < MOST_P99_MILLIS, flooded.toString());
      assertEquals(0, workers.lost());
    }
  }

  private void flood() throws Exception {
    for (int i = 0; i < FLOOD; i++) {
      try (UdpNode stranger = new UdpNode(gateway.port())) {
        stranger.send("040401" + hex(60) + hex("flood" + i));
      }
    }
  }

  @Test
  void fiveThousandMessagesForOneSleeper() throws Exception {
    List<String> payloads = IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();
    try (UdpNode sleeper = new UdpNode(gateway.port())) {
      sleeper.connect("sleeper", false);
      String id = sleeper.subscribe(1, 1, "mail");
      sleeper.send("18" + hex(600));
      sleeper.expect("18");
      long begun = System.nanoTime();
      BrokerClient.publishAll(broker, "mail", 1, payloads, PER_SECOND);
      long published = System.nanoTime();
      int wakes = 0;
      int got = 0;
      while (got < MESSAGES && wakes < MESSAGES) {
        wakes++;
        sleeper.send("16" + hex("sleeper"));
        got += take(sleeper, id, payloads, got);
      }
      Figures.print(
          String.format(
              Locale.ROOT,
              "%,d QoS 1 messages for one sleeper, %,d a second",
              MESSAGES,
              PER_SECOND),
          String.format(
              Locale.ROOT,
              "%,d got, in order, in %d wakes; published in %,d ms, fetched in %,d ms",
              got,
              wakes,
              TimeUnit.NANOSECONDS.toMillis(published - begun),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - published)),
          gateway);
      assertEquals(MESSAGES, got);
    }
  }

  /** One wake: how many messages came before PINGRESP. */
  private static int take(UdpNode sleeper, String id, List<String> payloads, int from)
      throws Exception {
    int got = 0;
    String message = sleeper.receive();
    while (!message.equals("17")) {
      String msgId = message.substring(8, 12);
      assertEquals("0c20" + id + msgId + hex(payloads.get(from + got)), message);
      sleeper.send("0d" + id + msgId + "00");
      got++;
      message = sleeper.receive();
    }
    return got;
  }
}
