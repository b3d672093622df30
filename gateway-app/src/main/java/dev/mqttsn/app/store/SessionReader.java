package dev.mqttsn.app.store;

import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredSession.Filter;
import dev.mqttsn.port.StoredSession.Head;
import dev.mqttsn.port.StoredSession.Message;
import dev.mqttsn.port.StoredSession.Standing;
import dev.mqttsn.port.StoredSession.Topic;
import dev.mqttsn.port.StoredSession.Will;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads all sessions from the tables, one pass over each of them. */
final class SessionReader {
  private final Connection connection;

  SessionReader(Connection connection) {
    this.connection = connection;
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  List<StoredSession> read() throws SQLException {
    Map<String, List<Topic>> topics =
        grouped(
            "SELECT * FROM topic ORDER BY client_id, topic_id",
            r -> new Topic(r.getInt("topic_id"), r.getString("name"), r.getBoolean("known")));
    Map<String, List<Filter>> filters =
        grouped("SELECT * FROM filter ORDER BY position", SessionReader::filter);
    Map<String, List<Message>> messages =
        grouped("SELECT * FROM message ORDER BY client_id, number", SessionReader::message);
    Map<String, List<int[]>> packetIds =
        grouped(
            "SELECT * FROM packet_id ORDER BY client_id, msg_id",
            r -> new int[] {r.getInt("msg_id"), r.getInt("packet_id")});
    List<StoredSession> sessions = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM session ORDER BY client_id")) {
      while (row.next()) {
        String id = row.getString("client_id");
        sessions.add(
            new StoredSession(
                id,
                head(row),
                topics.getOrDefault(id, List.of()),
                filters.getOrDefault(id, List.of()),
                messages.getOrDefault(id, List.of()),
                map(packetIds.getOrDefault(id, List.of()))));
      }
    }
    return sessions;
  }

  private <T> Map<String, List<T>> grouped(String sql, Row<T> reader) throws SQLException {
    Map<String, List<T>> byClient = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        byClient
            .computeIfAbsent(row.getString("client_id"), id -> new ArrayList<>())
            .add(reader.read(row));
      }
    }
    return byClient;
  }

  private static Map<Integer, Integer> map(List<int[]> pairs) {
    Map<Integer, Integer> map = new HashMap<>();
    pairs.forEach(pair -> map.put(pair[0], pair[1]));
    return Map.copyOf(map);
  }

  private static Head head(ResultSet r) throws SQLException {
    return new Head(
        r.getString("link"),
        octets(r, "address"),
        octets(r, "node_id"),
        Standing.valueOf(r.getString("standing").toUpperCase(Locale.ROOT)),
        r.getBoolean("clean_session"),
        r.getInt("keep_alive_seconds"),
        r.getInt("sleep_seconds"),
        r.getBoolean("taken_over"),
        will(r),
        dueWill(r));
  }

  private static Optional<Will> will(ResultSet r) throws SQLException {
    String topic = r.getString("will_topic");
    return topic == null
        ? Optional.empty()
        : Optional.of(
            new Will(
                topic, qos(r, "will_qos"), r.getBoolean("will_retain"), octets(r, "will_message")));
  }

  private static Optional<Integer> dueWill(ResultSet r) throws SQLException {
    int packetId = r.getInt("due_will");
    return r.wasNull() ? Optional.empty() : Optional.of(packetId);
  }

  private static Filter filter(ResultSet r) throws SQLException {
    return new Filter(
        r.getString("filter"),
        qos(r, "qos"),
        TopicIdType.valueOf(r.getString("topic_id_type").toUpperCase(Locale.ROOT)),
        r.getInt("topic_id"));
  }

  private static Message message(ResultSet r) throws SQLException {
    return new Message(
        r.getLong("number"),
        r.getString("topic"),
        qos(r, "qos"),
        r.getBoolean("retain"),
        octets(r, "payload"));
  }

  private static Qos qos(ResultSet r, String column) throws SQLException {
    return Qos.ofBits(requireInRange(r.getInt(column)));
  }

  private static int requireInRange(int qos) {
    if (qos < 0 || qos > 2) {
      throw new IllegalArgumentException("a QoS of " + qos);
    }
    return qos;
  }

  private static Octets octets(ResultSet r, String column) throws SQLException {
    byte[] bytes = r.getBytes(column);
    return bytes == null ? Octets.EMPTY : Octets.wrap(bytes);
  }
}
