package dev.mqttsn.app;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A look into the state file of a gateway that may be running. */
final class StateFile {
  private StateFile() {}

  /**
   * How many rows a table has.
   *
   * @param state the gateway's state directory
   */
  static int count(Path state, String table) {
    try (Connection look = DriverManager.getConnection("jdbc:sqlite:" + state.resolve("state.db"));
        Statement statement = look.createStatement()) {
      return statement.executeQuery("SELECT count(*) FROM " + table).getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
