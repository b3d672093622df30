package dev.mqttsn.app.store;

import dev.mqttsn.port.StoredSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database of one state directory, opened. A commit is on the disk when it returns: SQLite's
 * write-ahead log with synchronous=FULL. The lock is exclusive: no file is then mapped into memory,
 * and a file system that turns read-only is an error and not a SIGBUS.
 */
final class StateDatabase implements AutoCloseable {
  private static final int BUSY_MILLIS = 1_000;
  private static final int CACHE_KIBIBYTES = 1_024;

  private final Connection connection;
  private final ChangeStatements statements;

  private StateDatabase(Connection connection) throws SQLException {
    this.connection = connection;
    this.statements = new ChangeStatements(connection);
  }

  /** Opens or makes it, in this version's form. */
  static StateDatabase open(Path file) throws SQLException, StateException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try {
      configure(connection);
      connection.setAutoCommit(false);
      refuseNewer(file, connection);
      Schema.migrate(connection);
      return new StateDatabase(connection);
    } catch (SQLException | StateException e) {
      connection.close();
      throw e;
    }
  }

  /** The lock first: whatever looks into the file before it makes a mapped index of the log. */
  private static void configure(Connection connection) throws SQLException {
    List<String> settings =
        List.of(
            "locking_mode = EXCLUSIVE",
            "journal_mode = WAL",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "cache_size = " + -CACHE_KIBIBYTES);
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings) {
        statement.execute("PRAGMA " + setting);
      }
    }
  }

  private static void refuseNewer(Path file, Connection connection)
      throws SQLException, StateException {
    int version = Schema.versionOf(connection);
    if (version > Schema.VERSION) {
      throw new StateException(
          file
              + " is of version "
              + version
              + ", written by a newer gateway; this one reads up to version "
              + Schema.VERSION
              + ". Use the newer gateway, or another directory",
          false);
    }
  }

  /** Whether the failure says that the file's content cannot be trusted. */
  static boolean isDamage(Exception failure) {
    if (failure instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
    }
    return failure instanceof DamageException;
  }

  List<StoredSession> load() throws SQLException {
    check();
    try {
      return new SessionReader(connection).read();
    } catch (IllegalArgumentException e) {
      throw new DamageException(e.getMessage());
    } finally {
      connection.rollback();
    }
  }

  private void check() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = row.next() ? row.getString(1) : "no answer";
      if (!verdict.equals("ok")) {
        throw new DamageException(verdict.lines().findFirst().orElse(""));
      }
    }
  }

  /** The changes since the last commit go with the next one. */
  ChangeStatements statements() {
    return statements;
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /** Writes something and commits it, to see whether that works. */
  void probe() throws SQLException {
    int version = Schema.versionOf(connection);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = " + version);
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** What is in the tables cannot have been written by a gateway. */
  private static final class DamageException extends SQLException {
    private static final long serialVersionUID = 1L;

    DamageException(String message) {
      super(message);
    }
  }
}
