package dev.mqttsn.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A look into a copy of the state file of a gateway, which locks its own while it runs. */
public final class StateFile {
  private StateFile() {}

  /**
   * How many rows a table has.
   *
   * @param state the gateway's state directory
   */
  static int count(Path state, String table) {
    return number(state, "SELECT count(*) FROM " + table);
  }

  /** The first number that a query finds in the state directory's database. */
  public static int number(Path state, String query) {
    try {
      Path copy = Files.createTempDirectory("look");
      try {
        return numberIn(copy(state, copy), query);
      } finally {
        delete(copy);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path copy(Path state, Path to) throws IOException {
    for (String name : new String[] {"state.db", "state.db-wal"}) {
      if (Files.exists(state.resolve(name))) {
        Files.copy(state.resolve(name), to.resolve(name));
      }
    }
    return to.resolve("state.db");
  }

  private static int numberIn(Path file, String query) throws SQLException {
    try (Connection look = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = look.createStatement()) {
      return statement.executeQuery(query).getInt(1);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
