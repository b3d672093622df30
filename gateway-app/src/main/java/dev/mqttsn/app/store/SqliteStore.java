package dev.mqttsn.app.store;

import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in an SQLite database. What is appended in one turn of the loop is handed to a writing
 * thread, which commits all that has gathered: at once after a pause or once it is 16 changes, else
 * after 10 ms.
 *
 * <p>A disk that is full or takes no writes is told once, tried again every second, and given
 * everything anew once it is well.
 */
public final class SqliteStore implements SessionStore {
  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);
  private static final long CLOSE_MILLIS = 2_000;

  /** SQLite's library is unpacked there when it is first used; after a kill it stays there. */
  private static final String LIBRARY_PLACE = "org.sqlite.tmpdir";

  private final StateDirectory directory;
  private final ChangeQueue queue = new ChangeQueue();
  private final List<ChangeQueue.Entry> turn = new ArrayList<>();
  private List<StoredSession> loaded;
  private StateDatabase database;
  private boolean failing;

  /** The outage that lasts was told; one that comes back at the first write is the same. */
  private boolean told;

  private Thread writer;

  private SqliteStore(Path directory) {
    this.directory = new StateDirectory(directory);
  }

  /**
   * Opens the directory and reads what is in it; blocks. A directory that takes no writes is no
   * obstacle: the gateway runs, and the store begins when that changes.
   *
   * @throws StateException where another gateway uses it, or a newer one wrote it
   */
  public static SqliteStore open(Path directory) throws StateException {
    SqliteStore store = new SqliteStore(directory);
    try {
      store.openAndLoad();
    } catch (StateException e) {
      store.release();
      throw e;
    }
    return store;
  }

  private void openAndLoad() throws StateException {
    try {
      directory.open();
      database = openDatabase();
      loaded = database.load();
    } catch (SQLException e) {
      if (StateDatabase.isDamage(e)) {
        beginAnew(e);
      } else {
        runWithout(e);
      }
    } catch (IOException e) {
      runWithout(e);
    }
  }

  private StateDatabase openDatabase() throws SQLException, StateException {
    try {
      if (System.getProperty(LIBRARY_PLACE) == null) {
        unpackLibraryInto(directory.makeScratch());
      }
      return StateDatabase.open(directory.database());
    } catch (IOException e) {
      throw new SQLException("SQLite's library finds no place to be unpacked: " + firstLine(e));
    } catch (LinkageError e) {
      throw new SQLException(
          "SQLite's library cannot be unpacked into "
              + System.getProperty(LIBRARY_PLACE)
              + " and loaded; name another directory with JAVA_TOOL_OPTIONS=-D"
              + LIBRARY_PLACE
              + "=DIR");
    }
  }

  private static void unpackLibraryInto(Path place) {
    System.setProperty(LIBRARY_PLACE, place.toString());
  }

  private void beginAnew(SQLException damage) throws StateException {
    loaded = List.of();
    closeDatabase();
    try {
      Path aside = directory.setAside();
      log.error(
          "{} is damaged ({}); set aside as {}, beginning without the sessions in it",
          directory.database(),
          firstLine(damage),
          aside.getFileName());
      database = openDatabase();
    } catch (SQLException | IOException e) {
      fail(e);
    }
  }

  private void runWithout(Exception reason) throws StateException {
    closeDatabase();
    loaded = loadCopy();
    fail(reason);
  }

  /**
   * SQLite must write to open a database of this kind, so a copy is opened instead. Without the
   * sessions that are there the gateway must not begin: it would write over them once it can.
   */
  private List<StoredSession> loadCopy() throws StateException {
    if (!directory.holdsDatabase()) {
      return List.of();
    }
    Path copy = null;
    try {
      copy = Files.createTempDirectory(ScratchSpace.directory(), "mqttsn-state");
      if (System.getProperty(LIBRARY_PLACE) == null) {
        unpackLibraryInto(ScratchSpace.directory());
      }
      directory.copyTo(copy);
      try (StateDatabase readable = StateDatabase.open(copy.resolve("state.db"))) {
        return readable.load();
      }
    } catch (SQLException | IOException e) {
      throw new StateException(
          "the sessions in "
              + directory
              + " cannot be read: "
              + firstLine(e)
              + ". Mend that, or name another directory",
          false);
    } finally {
      deleteCopy(copy);
    }
  }

  private static void deleteCopy(Path copy) {
    if (copy == null) {
      return;
    }
    try (var files = Files.list(copy)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      log.debug("{} stays behind: {}", copy, e.toString());
    }
  }

  @Override
  public boolean isOfEarlierBoot() {
    return directory.isOfEarlierBoot();
  }

  @Override
  public List<StoredSession> load() {
    List<StoredSession> sessions = loaded;
    loaded = List.of();
    return sessions;
  }

  /**
   * Begins to write.
   *
   * @param loop where the listener is called, and this object is used from now on
   */
  public void start(Executor loop, Listener listener) {
    if (failing) {
      listener.onFailing();
    }
    writer = new Thread(() -> write(new LoopListener(loop, listener)), "state writer");
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void append(long sequence, StoredChange change) {
    turn.add(new ChangeQueue.Entry(sequence, change));
  }

  @Override
  public void flush() {
    if (!turn.isEmpty()) {
      queue.add(turn);
      turn.clear();
    }
  }

  @Override
  public void close() {
    flush();
    queue.close();
    try {
      if (writer != null) {
        writer.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release();
  }

  private void release() {
    closeDatabase();
    try {
      directory.close();
    } catch (IOException e) {
      log.debug("{}: {}", directory, e.toString());
    }
  }

  // The writing thread

  private void write(LoopListener listener) {
    try {
      while (!queue.isDone()) {
        if (failing) {
          recover(listener);
        } else {
          commit(queue.take(), listener);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void commit(List<ChangeQueue.Entry> group, Listener listener) {
    try {
      if (queue.hasOverflowed()) {
        throw new SQLException("more changes wait for it than may");
      }
      if (group.isEmpty()) {
        return;
      }
      for (ChangeQueue.Entry entry : group) {
        database.statements().apply(entry.change());
      }
      database.commit();
      listener.onStored(group.get(group.size() - 1).sequence());
    } catch (SQLException e) {
      rollback();
      fail(e);
      listener.onFailing();
    }
  }

  private void rollback() {
    try {
      database.rollback();
    } catch (SQLException e) {
      log.debug("{}: {}", directory, e.toString());
    }
  }

  private void fail(Exception reason) {
    failing = true;
    queue.dropUntilRewrite();
    if (!told) {
      told = true;
      log.error(
          "{} takes no writes: {}. Nodes are served, but a restart now would forget what is new;"
              + " trying again",
          directory,
          firstLine(reason));
    }
  }

  /** Tries once a second whether the disk is well again, and then asks for everything. */
  private void recover(LoopListener listener) throws InterruptedException {
    if (!queue.pause(TimeUnit.SECONDS.toMillis(1))) {
      return;
    }
    try {
      reopen();
      database.probe();
      listener.onWritable();
      List<ChangeQueue.Entry> everything = queue.takeRewrite();
      if (!everything.isEmpty()) {
        failing = false;
        commit(everything, listener);
        if (!failing) {
          told = false;
          listener.onLoop(
              () -> log.info("{} takes writes again; all sessions are stored anew", directory));
        }
      }
    } catch (SQLException | IOException | StateException e) {
      log.debug("{} still takes no writes: {}", directory, e.toString());
    }
  }

  private void reopen() throws SQLException, IOException, StateException {
    closeDatabase();
    directory.close();
    directory.open();
    database = openDatabase();
  }

  private void closeDatabase() {
    if (database == null) {
      return;
    }
    try {
      database.close();
    } catch (SQLException e) {
      log.debug("{}: {}", directory, e.toString());
    }
    database = null;
  }

  private static String firstLine(Exception e) {
    String text = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
    return text.lines().findFirst().orElse("");
  }

  /** Tells the listener on the loop; a loop that has ended hears nothing any more. */
  private record LoopListener(Executor loop, Listener listener) implements Listener {
    @Override
    public void onStored(long sequence) {
      onLoop(() -> listener.onStored(sequence));
    }

    @Override
    public void onFailing() {
      onLoop(listener::onFailing);
    }

    @Override
    public void onWritable() {
      onLoop(listener::onWritable);
    }

    void onLoop(Runnable call) {
      try {
        loop.execute(call);
      } catch (RejectedExecutionException e) {
        log.debug("the loop has ended");
      }
    }
  }
}
