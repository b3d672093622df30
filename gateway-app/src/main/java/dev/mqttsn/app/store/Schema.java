package dev.mqttsn.app.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables and their versions. A new version is a further step at the end of the list; a file
 * that is older gets the steps that it has not had.
 */
final class Schema {
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE session (
                client_id TEXT PRIMARY KEY, link TEXT NOT NULL, address BLOB NOT NULL,
                node_id BLOB NOT NULL, standing TEXT NOT NULL, clean_session INTEGER NOT NULL,
                keep_alive_seconds INTEGER NOT NULL, sleep_seconds INTEGER NOT NULL,
                taken_over INTEGER NOT NULL, will_topic TEXT, will_qos INTEGER,
                will_retain INTEGER, will_message BLOB, due_will INTEGER) WITHOUT ROWID
              """,
              """
              CREATE TABLE topic (
                client_id TEXT, topic_id INTEGER, name TEXT NOT NULL, known INTEGER NOT NULL,
                PRIMARY KEY (client_id, topic_id)) WITHOUT ROWID
              """,
              """
              CREATE TABLE filter (
                position INTEGER PRIMARY KEY, client_id TEXT NOT NULL, filter TEXT NOT NULL,
                qos INTEGER NOT NULL, topic_id_type TEXT NOT NULL, topic_id INTEGER NOT NULL,
                UNIQUE (client_id, filter))
              """,
              """
              CREATE TABLE message (
                client_id TEXT, number INTEGER, topic TEXT NOT NULL, qos INTEGER NOT NULL,
                retain INTEGER NOT NULL, payload BLOB NOT NULL,
                PRIMARY KEY (client_id, number)) WITHOUT ROWID
              """,
              """
              CREATE TABLE packet_id (
                client_id TEXT, msg_id INTEGER, packet_id INTEGER NOT NULL,
                PRIMARY KEY (client_id, msg_id)) WITHOUT ROWID
              """));

  static final int VERSION = STEPS.size();

  private Schema() {}

  static int versionOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** Brings the tables to our version, all at once or not at all. */
  static void migrate(Connection connection) throws SQLException {
    int version = versionOf(connection);
    if (version == VERSION) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (List<String> step : STEPS.subList(version, VERSION)) {
        for (String sql : step) {
          statement.executeUpdate(sql);
        }
      }
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
  }
}
