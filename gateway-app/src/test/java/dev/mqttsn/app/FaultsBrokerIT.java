package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker, or the way to it, fails in the middle of the work. Nodes are told nothing. */
@Timeout(180)
final class FaultsBrokerIT {
  /** More by hand: -Dfaults.pause.seconds=10. */
  private static final int PAUSE_SECONDS = Integer.getInteger("faults.pause.seconds", 3);

  @TempDir private Path directory;
  private Mosquitto broker;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private ChildGateway gateway(String uri, String... more) throws Exception {
    return ChildGateway.of(uri, directory.resolve("state"), more);
  }

  private interface Fault {
    void happen(Ring ring) throws Exception;
  }

  private void underLoad(String what, ChildGateway gateway, Fault fault) throws Exception {
    gateway.start();
    try (Ring ring = Ring.of(broker, gateway.port())) {
      ring.start();
      ring.awaitMore(300);
      fault.happen(ring);
      ring.awaitMore(300);
      ring.rest();
      Figures.print(what, ring, gateway);
      ring.assertPromisesKept();
      ring.assertUnnoticed();
    }
  }

  @Test
  void stoppedAndStarted() throws Exception {
    try (ChildGateway gateway = gateway(broker.uri())) {
      underLoad(
          "broker stopped and started twice under load",
          gateway,
          ring -> {
            stopAndStart();
            ring.awaitMore(300);
            stopAndStart();
          });
    }
  }

  private void stopAndStart() throws Exception {
    broker.stop();
    broker.start();
  }

  @Test
  void stopped() throws Exception {
    try (ChildGateway gateway = gateway(broker.uri())) {
      underLoad(
          "broker SIGSTOPped for " + PAUSE_SECONDS + " s under load",
          gateway,
          ring -> {
            broker.pause();
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS); // the fault itself: so long nothing moves
            broker.goOn();
          });
    }
  }

  /** A broker that is killed has lost what it had not stored, sessions and subscriptions too. */
  @Test
  void killed() throws Exception {
    try (ChildGateway gateway = gateway(broker.uri())) {
      gateway.start();
      try (Ring ring = Ring.of(broker, gateway.port())) {
        ring.start();
        ring.awaitMore(300);
        broker.kill();
        broker.start();
        ring.awaitMore(300);
        ring.pause();
        Figures.print("broker kill -9 under load: of what was on its way in it", ring, gateway);
        int lostByBroker = ring.lost();
        int doubledByBroker = ring.doubledQos2();
        ring.work();
        ring.awaitMore(300);
        ring.pause();
        assertEquals(lostByBroker, ring.lost(), ring.toString());
        assertEquals(doubledByBroker, ring.doubledQos2(), ring.toString());
        ring.assertUnnoticed();
      }
    }
  }

  @Test
  void absentAtTheStart() throws Exception {
    try (ChildGateway gateway = gateway(broker.uri());
        Ring ring = Ring.of(broker, gateway.port())) {
      broker.stop();
      gateway.start();
      ring.connect();
      Await.until("a node is told of congestion", () -> ring.connectsRefused() > 0);
      broker.start();
      long back = System.nanoTime();
      ring.awaitReady();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back);
      ring.work();
      ring.awaitMore(300);
      ring.rest();
      Figures.print(
          "broker absent at the start; all nodes ready " + millis + " ms after it came",
          ring,
          gateway);
      ring.assertPromisesKept();
    }
  }

  @Test
  void cutSilently() throws Exception {
    Path config = directory.resolve("gateway.yaml");
    Files.writeString(config, "broker: {keep-alive: 2}\n");
    try (CutProxy way = CutProxy.start(broker);
        ChildGateway gateway = gateway(way.uri(), "--config", config.toString())) {
      underLoad(
          "all broker links cut silently under load, keep-alive 2 s", gateway, ring -> way.cut());
    }
  }
}
