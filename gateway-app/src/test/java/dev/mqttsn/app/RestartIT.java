package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.app.store.SqliteStore;
import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway killed and started again, with a real mosquitto; nodes go on as if nothing was. */
@Timeout(120)
final class RestartIT {
  private static final int READY_MILLIS = 2_000;

  @TempDir private Path directory;
  private Mosquitto broker;
  private ChildGateway gateway;
  private UdpNode node;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    gateway = ChildGateway.of(broker.uri(), state());
    gateway.start();
    node = new UdpNode(gateway.port());
  }

  @AfterEach
  void stop() {
    node.close();
    gateway.close();
    broker.close();
  }

  private Path state() {
    return directory.resolve("state");
  }

  private void killAndStart() throws Exception {
    gateway.kill();
    gateway.start();
  }

  @Test
  void anActiveNodeNeedsNoConnectNoRegisterAndNoSubscribe() throws Exception {
    for (boolean clean : new boolean[] {false, true}) {
      String id = "active " + clean;
      node.connect(id, clean);
      String up = node.register(1, "up/" + clean);
      String down = node.subscribe(1, 2, "down/" + clean);
      killAndStart();
      try (BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
        node.send("0c20" + up + "0007" + hex("after"));
        node.expect("0d" + up + "000700");
        assertEquals("up/" + clean + " 1 after", listener.next());
      }
      BrokerClient.publish(broker, "down/" + clean, 1, "hello");
      String message = node.receive();
      String msgId = message.substring(8, 12);
      assertEquals("0c20" + down + msgId + hex("hello"), message);
      node.send("0d" + down + msgId + "00");
      node.send("18");
      node.expect("18");
    }
  }

  @Test
  void aSleepersMessagesOutliveAKillAndComeInOrder() throws Exception {
    // The broker forgets a clean session with the connection: only the gateway can have these.
    node.connect("sleeper", true);
    String id = node.subscribe(1, 1, "mail");
    node.send("18" + hex(300));
    node.expect("18");
    for (int i = 0; i < 20; i++) {
      BrokerClient.publish(broker, "mail", 1, "m" + i);
    }
    Await.until("20 messages are stored", () -> StateFile.count(state(), "message") == 20);
    killAndStart();
    node.send("16" + hex("sleeper"));
    for (int i = 0; i < 20; i++) {
      String message = node.receive();
      String msgId = message.substring(8, 12);
      assertEquals("0c20" + id + msgId + hex("m" + i), message);
      node.send("0d" + id + msgId + "00");
    }
    node.expect("17");
    Await.until("nothing is left", () -> StateFile.count(state(), "message") == 0);
  }

  @Test
  void everyPhaseOfQos2UpwardsSurvives() throws Exception {
    node.connect("exact", false);
    String id = node.register(1, "up/two");
    try (BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      // PUBREC given, then killed.
      node.send("0c40" + id + "0003" + hex("a"));
      node.expect("0f0003");
      killAndStart();
      node.send("100003");
      node.expect("0e0003");
      assertEquals("up/two 2 a", listener.next());
      // PUBREC lost: the node repeats the PUBLISH to another life of the gateway.
      node.send("0c40" + id + "0004" + hex("b"));
      node.expect("0f0004");
      killAndStart();
      node.send("0cc0" + id + "0004" + hex("b"));
      node.expect("0f0004");
      node.send("100004");
      node.expect("0e0004");
      // PUBCOMP lost: the node repeats the PUBREL.
      killAndStart();
      node.send("100004");
      node.expect("0e0004");
      assertEquals("up/two 2 b", listener.next());
      assertNull(listener.next(500));
    }
  }

  @Test
  void everyPhaseOfQos2DownwardsSurvives() throws Exception {
    node.connect("exact", false);
    String id = node.subscribe(2, 1, "down/two");
    // The PUBLISH unanswered.
    BrokerClient.publish(broker, "down/two", 2, "a");
    String first = node.receive();
    String msgId = first.substring(8, 12);
    killAndStart();
    String again = node.receive();
    assertEquals(msgId, again.substring(8, 12));
    assertEquals(hex("a"), again.substring(12));
    // PUBREC given, then killed before or after the broker's PUBREL has come.
    node.send("0f" + msgId);
    node.expect("10" + msgId);
    killAndStart();
    node.expect("10" + msgId);
    node.send("0e" + msgId);
    BrokerClient.publish(broker, "down/two", 2, "b");
    String next = node.receive();
    assertEquals("0c40" + id + next.substring(8, 12) + hex("b"), next);
  }

  @Test
  void sigtermIsAsInvisibleAsAKill() throws Exception {
    node.connect("term", false);
    String id = node.register(1, "up/t");
    assertEquals(0, gateway.stop());
    node.expectNothing(200);
    gateway.start();
    node.send("0c20" + id + "0002" + hex("x"));
    node.expect("0d" + id + "000200");
  }

  @Test
  void aBrokerThatIsAwayAtTheRestartCostsNothingButTime() throws Exception {
    node.connect("patient", false);
    String id = node.register(1, "up/p");
    gateway.kill();
    broker.stop();
    gateway.start();
    node.send("0c20" + id + "0002" + hex("x"));
    node.expectNothing(500);
    broker.start();
    node.expect("0d" + id + "000200");
  }

  @Test
  void tenThousandSessionsAreReadyInTime() throws Exception {
    gateway.kill();
    fill(10_000);
    long readyMillis = gateway.start();
    // One of them speaks at once: it is served before the others' links are open.
    node.send("16" + hex("stored 9999"));
    node.expect("17");
    node.send("0c20" + hex(5) + "0002" + hex("x"));
    node.expect("0d" + hex(5) + "000200");
    System.out.println("ready with 10,000 stored sessions after " + readyMillis + " ms");
    assertTrue(readyMillis < 2 * READY_MILLIS, "ready after " + readyMillis + " ms");
  }

  @Test
  void aFullDiskIsToldOnceAnsweredAsCongestionAndRecovers() throws Exception {
    node.connect("n1", false);
    String known = node.register(9, "up/known");
    limitFiles("200000:");
    String answer = "";
    int registered = 0;
    while (!answer.endsWith("01") && registered < 3_000) {
      registered++;
      node.send("0a0000" + hex(registered) + hex("up/" + registered + "x".repeat(200)));
      answer = node.receive();
    }
    assertTrue(answer.startsWith("0b0000") && answer.endsWith("01"), answer);
    gateway.awaitLine("takes no writes");
    node.send("0c20" + known + "0008" + hex("flows"));
    node.expect("0d" + known + "000800");
    limitFiles("unlimited:");
    gateway.awaitLine("takes writes again");
    String id = node.register(10, "up/after");
    killAndStart();
    node.send("0c20" + id + "0009" + hex("kept"));
    node.expect("0d" + id + "000900");
  }

  /** A process that may write no larger files meets the same errors as one on a full disk. */
  private void limitFiles(String octets) throws Exception {
    ProcessBuilder limit =
        new ProcessBuilder("prlimit", "--pid", "" + gateway.pid(), "--fsize=" + octets);
    assertEquals(0, limit.inheritIO().start().waitFor());
  }

  private void fill(int sessions) throws Exception {
    List<StoredSession> all = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      byte[] address =
          ByteBuffer.allocate(6).put(new byte[] {127, 0, 0, 9}).putShort((short) i).array();
      all.add(
          new StoredSession(
              "stored " + i,
              new StoredSession.Head(
                  "udp 127.0.0.1:" + gateway.port(),
                  Octets.wrap(address),
                  Octets.EMPTY,
                  StoredSession.Standing.ASLEEP,
                  false,
                  60,
                  60_000,
                  false,
                  Optional.empty(),
                  Optional.empty()),
              List.of(new StoredSession.Topic(5, "up/stored", true)),
              List.of(new StoredSession.Filter("c/" + i, Qos.AT_LEAST_ONCE, TopicIdType.NORMAL, 0)),
              List.of(),
              Map.of()));
    }
    SqliteStore store = SqliteStore.open(state());
    store.append(1, new StoredChange.ReplaceAll(all));
    store.start(Runnable::run, new NobodyListens());
    store.close();
    assertEquals(sessions, StateFile.count(state(), "session"));
  }

  private static final class NobodyListens implements SessionStore.Listener {
    @Override
    public void onStored(long sequence) {}

    @Override
    public void onFailing() {}

    @Override
    public void onWritable() {}
  }
}
