package dev.mqttsn.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is to get which message, worked out from what the clients asked for and not from what the
 * gateway made of it.
 */
final class Audience {
  private static final class Member {
    private final Map<String, Integer> filters = new LinkedHashMap<>();
    private boolean clean;
    private boolean connected;
  }

  private final Map<String, Member> members = new TreeMap<>();
  private final Map<String, Message> retained = new LinkedHashMap<>();
  private final Map<String, List<Message>> due = new TreeMap<>();

  void connects(String clientId, boolean clean) {
    Member member = members.computeIfAbsent(clientId, id -> new Member());
    if (clean) {
      member.filters.clear();
    }
    member.clean = clean;
    member.connected = true;
  }

  void disconnects(String clientId) {
    Member member = members.get(clientId);
    member.connected = false;
    if (member.clean) {
      member.filters.clear();
    }
  }

  void subscribes(String clientId, String filter, int qos) {
    members.get(clientId).filters.put(filter, qos);
    for (Message message : retained.values()) {
      if (message.matches(filter)) {
        add(clientId, message.withQosAtMost(qos));
      }
    }
  }

  void unsubscribes(String clientId, String filter) {
    members.get(clientId).filters.remove(filter);
  }

  void published(Message message) {
    if (message.retain()) {
      retained.put(message.topic(), message);
    }
    members.forEach((clientId, member) -> published(message.forwarded(), clientId, member));
  }

  private void published(Message message, String clientId, Member member) {
    member.filters.forEach(
        (filter, qos) -> {
          Message copy = message.withQosAtMost(qos);
          if (message.matches(filter) && (member.connected || copy.qos() > 0)) {
            add(clientId, copy);
          }
        });
  }

  private void add(String clientId, Message message) {
    due.computeIfAbsent(clientId, id -> new ArrayList<>()).add(message);
  }

  /** Everything that this client is to get, in order. */
  List<Message> due(String clientId) {
    return due.getOrDefault(clientId, List.of());
  }
}
