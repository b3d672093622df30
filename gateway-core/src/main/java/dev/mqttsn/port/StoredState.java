package dev.mqttsn.port;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sequence of {@link StoredChange}s amounts to: the meaning of each change, in memory. It is
 * the simulator's disk, and what a real store is compared with.
 */
public final class StoredState {
  private final Map<String, Rows> clients = new TreeMap<>();

  /** All that is stored of one client; without a head it is no session yet. */
  private static final class Rows {
    private StoredSession.Head head;
    private final Map<Integer, StoredSession.Topic> topics = new TreeMap<>();
    private final Map<String, StoredSession.Filter> filters = new LinkedHashMap<>();
    private final Map<Long, StoredSession.Message> messages = new TreeMap<>();
    private final Map<Integer, Integer> packetIds = new TreeMap<>();

    void forget() {
      topics.clear();
      filters.clear();
      messages.clear();
      packetIds.clear();
    }

    StoredSession session(String clientId) {
      return new StoredSession(
          clientId,
          head,
          List.copyOf(topics.values()),
          List.copyOf(filters.values()),
          List.copyOf(messages.values()),
          Map.copyOf(packetIds));
    }
  }

  public void apply(StoredChange change) {
    if (change instanceof StoredChange.PutHead put) {
      rows(put.clientId()).head = put.head();
    } else if (change instanceof StoredChange.PutTopic put) {
      rows(put.clientId()).topics.put(put.topic().id(), put.topic());
    } else if (change instanceof StoredChange.ForgetKnown forget) {
      rows(forget.clientId())
          .topics
          .replaceAll((id, topic) -> new StoredSession.Topic(id, topic.name(), false));
    } else if (change instanceof StoredChange.PutFilter put) {
      rows(put.clientId()).filters.put(put.filter().filter(), put.filter());
    } else if (change instanceof StoredChange.RemoveFilter remove) {
      rows(remove.clientId()).filters.remove(remove.filter());
    } else if (change instanceof StoredChange.PutMessage put) {
      rows(put.clientId()).messages.put(put.message().number(), put.message());
    } else if (change instanceof StoredChange.RemoveMessage remove) {
      rows(remove.clientId()).messages.remove(remove.number());
    } else if (change instanceof StoredChange.PutPacketId put) {
      rows(put.clientId()).packetIds.put(put.msgId(), put.packetId());
    } else if (change instanceof StoredChange.RemovePacketId remove) {
      rows(remove.clientId()).packetIds.remove(remove.msgId());
    } else if (change instanceof StoredChange.Forget forget) {
      rows(forget.clientId()).forget();
    } else if (change instanceof StoredChange.Remove remove) {
      clients.remove(remove.clientId());
    } else if (change instanceof StoredChange.ReplaceAll replace) {
      clients.clear();
      replace.sessions().forEach(this::put);
    }
  }

  private void put(StoredSession session) {
    Rows rows = rows(session.clientId());
    rows.head = session.head();
    session.topics().forEach(topic -> rows.topics.put(topic.id(), topic));
    session.filters().forEach(filter -> rows.filters.put(filter.filter(), filter));
    session.messages().forEach(message -> rows.messages.put(message.number(), message));
    rows.packetIds.putAll(session.packetIds());
  }

  private Rows rows(String clientId) {
    return clients.computeIfAbsent(clientId, id -> new Rows());
  }

  /** The sessions, by client id. */
  public List<StoredSession> sessions() {
    List<StoredSession> sessions = new ArrayList<>();
    clients.forEach(
        (clientId, rows) -> {
          if (rows.head != null) {
            sessions.add(rows.session(clientId));
          }
        });
    sessions.sort(Comparator.comparing(StoredSession::clientId));
    return sessions;
  }
}
