package dev.mqttsn.app.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mqttsn.app.StateFile;
import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredState;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteStoreTest {
  @TempDir private Path directory;
  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Told told = new Told();

  /** What the store tells, as words. */
  private static final class Told implements SessionStore.Listener {
    final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void onStored(long sequence) {
      words.add("stored " + sequence);
    }

    @Override
    public void onFailing() {
      words.add("failing");
    }

    @Override
    public void onWritable() {
      words.add("writable");
    }

    void await(String word) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      String heard = "";
      while (!heard.equals(word)) {
        assertTrue(System.nanoTime() < until, () -> word + " is not told");
        heard = String.valueOf(words.poll(100, TimeUnit.MILLISECONDS));
      }
    }
  }

  @AfterEach
  void endLoop() {
    loop.shutdownNow();
  }

  private SqliteStore open() throws StateException {
    SqliteStore store = SqliteStore.open(directory);
    return store;
  }

  private static Octets octets(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return Octets.wrap(bytes);
  }

  private static StoredSession.Head head(SplittableRandom random) {
    StoredSession.Standing[] standings = StoredSession.Standing.values();
    Optional<StoredSession.Will> will =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new StoredSession.Will(
                    "lw/ü", Qos.ofBits(random.nextInt(3)), random.nextBoolean(), octets(random)));
    return new StoredSession.Head(
        "udp [::]:1883",
        octets(random),
        octets(random),
        standings[random.nextInt(standings.length)],
        random.nextBoolean(),
        random.nextInt(65_536),
        random.nextInt(65_536),
        random.nextBoolean(),
        will,
        random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt(65_536)));
  }

  private static StoredChange change(SplittableRandom random) {
    String client = "client " + random.nextInt(6);
    Qos qos = Qos.ofBits(random.nextInt(3));
    TopicIdType type = random.nextBoolean() ? TopicIdType.SHORT : TopicIdType.PREDEFINED;
    int number = random.nextInt(8);
    return switch (random.nextInt(16)) {
      case 0, 1 -> new StoredChange.PutHead(client, head(random));
      case 2, 3 ->
          new StoredChange.PutTopic(
              client, new StoredSession.Topic(number, "t/" + number, random.nextBoolean()));
      case 4 -> new StoredChange.ForgetKnown(client);
      case 5, 6 ->
          new StoredChange.PutFilter(
              client, new StoredSession.Filter("f/" + number, qos, type, number));
      case 7 -> new StoredChange.RemoveFilter(client, "f/" + number);
      case 8, 9 ->
          new StoredChange.PutMessage(
              client,
              new StoredSession.Message(number, "m/é", qos, random.nextBoolean(), octets(random)));
      case 10 -> new StoredChange.RemoveMessage(client, number);
      case 11, 12 -> new StoredChange.PutPacketId(client, number, random.nextInt(65_536));
      case 13 -> new StoredChange.RemovePacketId(client, number);
      case 14 -> new StoredChange.Forget(client);
      default -> new StoredChange.Remove(client);
    };
  }

  @Test
  void everyChangeMeansOnDiskWhatItMeansInMemory() throws Exception {
    for (long seed = 1; seed <= 8; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StoredState model = new StoredState();
      SqliteStore store = open();
      store.load().forEach(session -> model.apply(replace(session, model)));
      store.start(loop, told);
      for (int i = 1; i <= 400; i++) {
        StoredChange change = change(random);
        model.apply(change);
        store.append(i, change);
        if (random.nextInt(10) == 0) {
          store.flush();
        }
      }
      store.close();
      SqliteStore again = open();
      assertEquals(model.sessions(), again.load(), "seed " + seed);
      again.close();
    }
  }

  /** What an earlier round left, put into the model as it stands. */
  private static StoredChange replace(StoredSession session, StoredState model) {
    List<StoredSession> all = new ArrayList<>(model.sessions());
    all.add(session);
    return new StoredChange.ReplaceAll(all);
  }

  @Test
  void aCommitIsToldOnceItIsThere() throws Exception {
    SqliteStore store = open();
    store.start(loop, told);
    store.append(1, new StoredChange.PutHead("n", head(new SplittableRandom(1))));
    store.append(2, new StoredChange.PutPacketId("n", 4, 5));
    store.flush();
    told.await("stored 2");
    assertEquals(5, StateFile.number(directory, "SELECT packet_id FROM packet_id"));
    store.close();
  }

  @Test
  void knowsWhetherTheMachineWasStartedMeanwhile() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/sys/kernel/random/boot_id")), "Linux tells");
    for (int life = 1; life <= 2; life++) {
      SqliteStore store = open();
      assertFalse(store.isOfEarlierBoot(), "life " + life);
      store.close();
    }
    Files.writeString(directory.resolve("boot"), "an earlier one\n");
    SqliteStore store = open();
    assertTrue(store.isOfEarlierBoot());
    store.close();
    store = open();
    assertFalse(store.isOfEarlierBoot());
    store.close();
  }

  /** A disk that turns read-only would end the process through it. */
  @Test
  void noFileIsMappedIntoMemoryInAnyLife() throws Exception {
    for (int life = 1; life <= 2; life++) {
      SqliteStore store = open();
      assertNothingIsMapped(directory);
      write(store, life);
      assertNothingIsMapped(directory);
      Path killed = Files.createDirectories(directory.resolve("killed" + life));
      for (String file : List.of("state.db", "state.db-wal")) {
        Files.copy(directory.resolve(file), killed.resolve(file));
      }
      store.close();
      SqliteStore next = SqliteStore.open(killed);
      assertNothingIsMapped(killed);
      next.close();
    }
  }

  private void write(SqliteStore store, int number) throws Exception {
    store.start(loop, told);
    store.append(number, new StoredChange.PutPacketId("n", 4, number));
    store.flush();
    told.await("stored " + number);
  }

  private static void assertNothingIsMapped(Path state) {
    assertTrue(Files.exists(state.resolve("state.db")));
    assertFalse(Files.exists(state.resolve("state.db-shm")));
  }

  @Test
  void aDamagedFileIsSetAside() throws Exception {
    open().close();
    Path file = directory.resolve("state.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int round = 1; round <= 2; round++) {
      byte[] damaged = bytes.clone();
      // The header in the first round, the pages behind it in the second.
      for (int i = round == 1 ? 0 : 100; i < damaged.length; i++) {
        damaged[i] ^= 0x5A;
      }
      Files.write(file, damaged);
      SqliteStore store = open();
      assertEquals(List.of(), store.load());
      assertTrue(Files.exists(directory.resolve("state.db.damaged-" + round)), "round " + round);
      store.start(loop, told);
      store.append(round, new StoredChange.PutHead("n", head(new SplittableRandom(1))));
      store.flush();
      told.await("stored " + round);
      store.close();
    }
  }

  /** Begun without them, the gateway would write over them once it can. */
  @Test
  void sessionsThatCannotBeReadAreNotPassedOver() throws Exception {
    Files.createDirectories(directory.resolve("state.db"));
    StateException refusal = assertThrows(StateException.class, this::open);
    assertTrue(refusal.getMessage().contains("cannot be read"), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"));
  }

  @Test
  void aNewerVersionIsRefusedInOneSentence() throws Exception {
    open().close();
    try (Connection newer =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
        Statement statement = newer.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
    }
    StateException refusal = assertThrows(StateException.class, this::open);
    assertTrue(refusal.getMessage().contains("is of version 99, written by a newer gateway"));
    assertFalse(refusal.isInUse());
  }

  @Test
  void twoGatewaysDoNotShareADirectory() throws Exception {
    SqliteStore first = open();
    StateException refusal = assertThrows(StateException.class, this::open);
    assertEquals(directory + " is used by another gateway", refusal.getMessage());
    assertTrue(refusal.isInUse());
    first.close();
    open().close();
  }

  @Test
  void aPlaceThatTakesNoWritesIsTriedAgainAndGivenEverything() throws Exception {
    Path obstacle = Files.writeString(directory.resolve("disk"), "not mounted");
    SqliteStore store = SqliteStore.open(obstacle.resolve("state"));
    assertEquals(List.of(), store.load());
    store.start(loop, told);
    told.await("failing");
    store.append(1, new StoredChange.PutPacketId("lost", 1, 2));
    store.flush();
    Files.delete(obstacle);
    told.await("writable");
    StoredSession session =
        new StoredSession(
            "n", head(new SplittableRandom(2)), List.of(), List.of(), List.of(), Map.of(3, 4));
    store.append(7, new StoredChange.ReplaceAll(List.of(session)));
    store.flush();
    told.await("stored 7");
    store.close();
    SqliteStore again = SqliteStore.open(obstacle.resolve("state"));
    assertEquals(List.of(session), again.load());
    again.close();
  }

  @Test
  void whatWaitsForASlowDiskIsBoundedInOctets() throws Exception {
    ChangeQueue queue = new ChangeQueue();
    byte[] payload = new byte[60_000];
    for (int i = 1; i <= 1_000 && !queue.hasOverflowed(); i++) {
      StoredSession.Message message =
          new StoredSession.Message(i, "t", Qos.AT_LEAST_ONCE, false, Octets.wrap(payload));
      queue.add(List.of(new ChangeQueue.Entry(i, new StoredChange.PutMessage("n", message))));
      assertTrue(i <= 24 * 1_048_576 / payload.length + 1, "no limit at message " + i);
    }
    queue.add(List.of(new ChangeQueue.Entry(1_001, new StoredChange.Remove("n"))));
    queue.close();
    assertEquals(List.of(), queue.take(), "all is given up until everything is written anew");
  }
}
