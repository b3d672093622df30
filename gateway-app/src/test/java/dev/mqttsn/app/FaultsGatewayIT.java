package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's process is ended in the middle of its work, and started again. */
@Timeout(180)
final class FaultsGatewayIT {
  private static final int KILLS = 5;
  private static final int TERMS = 3;
  private static final long SILENCE_MILLIS = 3_000;

  @TempDir private Path directory;
  private Mosquitto broker;
  private ChildGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    gateway = ChildGateway.of(broker.uri(), directory.resolve("state"));
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    broker.close();
  }

  private interface End {
    void end() throws Exception;
  }

  private void endUnderLoad(String what, int times, End end) throws Exception {
    SplittableRandom random = new SplittableRandom(times);
    try (Ring ring = Ring.of(broker, gateway.port())) {
      ring.start();
      for (int i = 0; i < times; i++) {
        ring.awaitMore(200 + random.nextInt(300));
        end.end();
        gateway.start();
      }
      ring.awaitMore(200);
      ring.rest();
      Figures.print(what + " " + times + " times under load", ring, gateway);
      ring.assertPromisesKept();
      ring.assertUnnoticed();
    }
  }

  @Test
  void killedUnderLoad() throws Exception {
    endUnderLoad("kill -9 of the gateway", KILLS, gateway::kill);
  }

  @Test
  void terminatedUnderLoad() throws Exception {
    endUnderLoad("SIGTERM of the gateway", TERMS, () -> assertEquals(0, gateway.stop()));
  }

  @Test
  void silenceIsShort() throws Exception {
    try (UdpNode node = new UdpNode(gateway.port())) {
      node.connect("asks", false);
      long longest = 0;
      for (int i = 0; i < 3; i++) {
        long killed = System.nanoTime();
        gateway.kill();
        Thread starter = startInBackground();
        String answer = null;
        while (answer == null && millisSince(killed) < 20_000) {
          node.send("16");
          answer = node.receive(50);
        }
        assertEquals("17", answer);
        longest = Math.max(longest, millisSince(killed));
        starter.join();
        drain(node);
      }
      Figures.print("silence after kill -9 and immediate restart, longest of 3", longest + " ms");
      assertTrue(longest < SILENCE_MILLIS, longest + " ms");
    }
  }

  private Thread startInBackground() {
    Thread starter =
        new Thread(
            () -> {
              try {
                gateway.start();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "starter");
    starter.start();
    return starter;
  }

  private static void drain(UdpNode node) throws Exception {
    while (node.receive(100) != null) {
      // answers to the questions that were asked while nobody listened
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void aWillDoesNotFireBecauseOfARestartNorIsItForgotten() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "will/+");
        UdpNode alive = new UdpNode(gateway.port());
        UdpNode dead = new UdpNode(gateway.port());
        UdpNode asleep = new UdpNode(gateway.port())) {
      connectWithWill(alive, "alive", 2);
      connectWithWill(dead, "dead", 2);
      connectWithWill(asleep, "asleep", 60);
      asleep.send("18" + hex(3));
      asleep.expect("18");
      gateway.kill();
      gateway.start();
      long restarted = System.nanoTime();
      String first = listenWhilePinging(listener, alive, 8_000);
      long firstMillis = millisSince(restarted);
      String second = listenWhilePinging(listener, alive, 8_000);
      long secondMillis = millisSince(restarted);
      assertEquals("will/dead 1 dead", first);
      assertEquals("will/asleep 1 asleep", second);
      // 2 s and 3 s and half as much again, from the restart on
      assertTrue(firstMillis > 2_500 && secondMillis > 4_000, firstMillis + ", " + secondMillis);
      // killed before the broker's PUBACK is noted on the disk, a QoS 1 will would come once more
      assertNull(listenWhilePinging(listener, alive, 500));
      gateway.kill();
      gateway.start();
      assertNull(listenWhilePinging(listener, alive, 1_500));
      Figures.print(
          "wills after kill -9: fired "
              + firstMillis
              + " and "
              + secondMillis
              + " ms after the"
              + " restart (keep-alive 2 s, sleep 3 s)",
          "once each; none of a node that is heard");
    }
  }

  private static void connectWithWill(UdpNode node, String id, int keepAliveSeconds)
      throws Exception {
    node.send("040801" + hex(keepAliveSeconds) + hex(id));
    node.expect("06");
    node.send("0720" + hex("will/" + id));
    node.expect("08");
    node.send("09" + hex(id));
    node.expect("0500");
  }

  private static String listenWhilePinging(BrokerClient listener, UdpNode node, long millis)
      throws Exception {
    long begun = System.nanoTime();
    String heard = null;
    while (heard == null && millisSince(begun) < millis) {
      node.send("16");
      node.receive(200);
      heard = listener.next(100);
    }
    return heard;
  }
}
