package dev.mqttsn.app.store;

import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredSession.Head;
import dev.mqttsn.port.StoredSession.Will;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Each {@link StoredChange} as SQL. */
final class ChangeStatements {
  private static final List<String> OF_A_CLIENT =
      List.of("topic", "filter", "message", "packet_id");

  private final PreparedStatement putHead;
  private final PreparedStatement putTopic;
  private final PreparedStatement forgetKnown;
  private final PreparedStatement putFilter;
  private final PreparedStatement removeFilter;
  private final PreparedStatement putMessage;
  private final PreparedStatement removeMessage;
  private final PreparedStatement putPacketId;
  private final PreparedStatement removePacketId;
  private final PreparedStatement removeHead;
  private final List<PreparedStatement> forget;
  private final List<PreparedStatement> removeAll;

  ChangeStatements(Connection connection) throws SQLException {
    putHead =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    putTopic = connection.prepareStatement("INSERT OR REPLACE INTO topic VALUES (?, ?, ?, ?)");
    forgetKnown =
        connection.prepareStatement("UPDATE topic SET known = 0 WHERE client_id = ? AND known = 1");
    putFilter =
        connection.prepareStatement(
            "INSERT INTO filter (client_id, filter, qos, topic_id_type, topic_id)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (client_id, filter) DO UPDATE SET"
                + " qos = excluded.qos, topic_id_type = excluded.topic_id_type,"
                + " topic_id = excluded.topic_id");
    removeFilter =
        connection.prepareStatement("DELETE FROM filter WHERE client_id = ? AND filter = ?");
    putMessage =
        connection.prepareStatement("INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?)");
    removeMessage =
        connection.prepareStatement("DELETE FROM message WHERE client_id = ? AND number = ?");
    putPacketId = connection.prepareStatement("INSERT OR REPLACE INTO packet_id VALUES (?, ?, ?)");
    removePacketId =
        connection.prepareStatement("DELETE FROM packet_id WHERE client_id = ? AND msg_id = ?");
    removeHead = connection.prepareStatement("DELETE FROM session WHERE client_id = ?");
    forget = new ArrayList<>();
    removeAll = new ArrayList<>();
    for (String table : OF_A_CLIENT) {
      forget.add(connection.prepareStatement("DELETE FROM " + table + " WHERE client_id = ?"));
      removeAll.add(connection.prepareStatement("DELETE FROM " + table));
    }
    removeAll.add(connection.prepareStatement("DELETE FROM session"));
  }

  void apply(StoredChange change) throws SQLException {
    if (change instanceof StoredChange.PutHead put) {
      putHead(put.clientId(), put.head());
    } else if (change instanceof StoredChange.PutTopic put) {
      putTopic(put.clientId(), put.topic());
    } else if (change instanceof StoredChange.ForgetKnown c) {
      run(forgetKnown, c.clientId());
    } else if (change instanceof StoredChange.PutFilter put) {
      putFilter(put.clientId(), put.filter());
    } else if (change instanceof StoredChange.RemoveFilter remove) {
      run(removeFilter, remove.clientId(), remove.filter());
    } else if (change instanceof StoredChange.PutMessage put) {
      putMessage(put.clientId(), put.message());
    } else if (change instanceof StoredChange.RemoveMessage remove) {
      run(removeMessage, remove.clientId(), remove.number());
    } else if (change instanceof StoredChange.PutPacketId put) {
      run(putPacketId, put.clientId(), put.msgId(), put.packetId());
    } else if (change instanceof StoredChange.RemovePacketId remove) {
      run(removePacketId, remove.clientId(), remove.msgId());
    } else if (change instanceof StoredChange.Forget c) {
      forget(c.clientId());
    } else if (change instanceof StoredChange.Remove c) {
      forget(c.clientId());
      run(removeHead, c.clientId());
    } else if (change instanceof StoredChange.ReplaceAll replace) {
      replaceAll(replace.sessions());
    }
  }

  private void putHead(String clientId, Head head) throws SQLException {
    Will will = head.will().orElse(null);
    run(
        putHead,
        clientId,
        head.link(),
        head.address().array(),
        head.nodeId().array(),
        head.standing().name().toLowerCase(Locale.ROOT),
        head.cleanSession(),
        head.keepAliveSeconds(),
        head.sleepSeconds(),
        head.takenOver(),
        will == null ? null : will.topic(),
        will == null ? null : will.qos().bits(),
        will == null ? null : will.retain(),
        will == null ? null : will.message().array(),
        head.dueWill().orElse(null));
  }

  private void putTopic(String clientId, StoredSession.Topic topic) throws SQLException {
    run(putTopic, clientId, topic.id(), topic.name(), topic.known());
  }

  private void putFilter(String clientId, StoredSession.Filter filter) throws SQLException {
    String type = filter.type().name().toLowerCase(Locale.ROOT);
    run(putFilter, clientId, filter.filter(), filter.qos().bits(), type, filter.topicId());
  }

  private void putMessage(String clientId, StoredSession.Message m) throws SQLException {
    int qos = m.qos().bits();
    run(putMessage, clientId, m.number(), m.topic(), qos, m.retain(), m.payload().array());
  }

  private void forget(String clientId) throws SQLException {
    for (PreparedStatement statement : forget) {
      run(statement, clientId);
    }
  }

  private void replaceAll(List<StoredSession> sessions) throws SQLException {
    for (PreparedStatement statement : removeAll) {
      run(statement);
    }
    for (StoredSession session : sessions) {
      String id = session.clientId();
      putHead(id, session.head());
      for (StoredSession.Topic topic : session.topics()) {
        putTopic(id, topic);
      }
      for (StoredSession.Filter filter : session.filters()) {
        putFilter(id, filter);
      }
      for (StoredSession.Message message : session.messages()) {
        putMessage(id, message);
      }
      for (Map.Entry<Integer, Integer> pair : session.packetIds().entrySet()) {
        run(putPacketId, id, pair.getKey(), pair.getValue());
      }
    }
  }

  private static void run(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }
}
