package dev.mqttsn.session;

import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The normal topic ids of one client, one per name for both directions (MQTT-SN 1.2 6.5, 6.10).
 *
 * <p>Ids outlive a CONNECT with CleanSession 0, but the client may have forgotten them, so that
 * each is announced once more before it is used towards the client.
 */
final class Registrations {
  /** No id: the table is full. */
  static final int FULL = 0;

  private static final int LOWEST = 0x0001;
  private static final int HIGHEST = 0xFFFE;

  private final int limit;
  private final OctetBudget budget;
  private final Journal journal;
  private final Map<String, Integer> idByName = new HashMap<>(4);
  private final Map<Integer, String> nameById = new HashMap<>(4);
  private final Set<Integer> knownToClient = new HashSet<>(4);
  private final Set<String> refused = new HashSet<>(1);
  private int next;

  /**
   * @param first where ids begin: a random number, so that an id that a node remembers from a life
   *     of the gateway that is over is unknown rather than another topic (fact sheet 4.9)
   */
  Registrations(int limit, OctetBudget budget, Journal journal, int first) {
    this.limit = limit;
    this.budget = budget;
    this.journal = journal;
    this.next = LOWEST + Math.floorMod(first, HIGHEST);
  }

  /** The name's id, assigned now where it has none; {@link #FULL} where no more are allowed. */
  int idFor(String name) {
    Integer id = idByName.get(name);
    if (id != null) {
      return id;
    }
    if (!hasRoomFor(name)) {
      return FULL;
    }
    int free = nextFree();
    put(free, name);
    journal.putTopic(free, name, false);
    return free;
  }

  private void put(int id, String name) {
    budget.take(cost(name));
    idByName.put(name, id);
    nameById.put(id, name);
  }

  /** Takes back what an earlier life of the gateway stored. */
  void restore(List<StoredSession.Topic> topics) {
    for (StoredSession.Topic topic : topics) {
      put(topic.id(), topic.name());
      if (topic.known()) {
        knownToClient.add(topic.id());
      }
    }
  }

  List<StoredSession.Topic> stored() {
    List<StoredSession.Topic> topics = new ArrayList<>(nameById.size());
    nameById.forEach(
        (id, name) -> topics.add(new StoredSession.Topic(id, name, knownToClient.contains(id))));
    return topics;
  }

  boolean hasRoomFor(String name) {
    return idByName.containsKey(name) || (idByName.size() < limit && budget.hasRoomFor(cost(name)));
  }

  /** The id's name, or null where the id is unknown. */
  String name(int id) {
    return nameById.get(id);
  }

  /** The name's id if it has one that the client knows, else 0. */
  int knownId(String name) {
    Integer id = idByName.get(name);
    return id != null && knownToClient.contains(id) ? id : 0;
  }

  boolean isKnownToClient(int id) {
    return knownToClient.contains(id);
  }

  /** We have announced the id, and the client has acknowledged it. */
  void setKnownToClient(int id) {
    if (knownToClient.add(id)) {
      journal.noteTopic(id, nameById.get(id), true);
    }
  }

  /** The client has asked for the id, and relies on it from our answer on. */
  void promiseToClient(int id) {
    if (knownToClient.add(id)) {
      journal.putTopic(id, nameById.get(id), true);
    }
  }

  void setUnknownToClient(int id) {
    if (knownToClient.remove(id)) {
      journal.noteTopic(id, nameById.get(id), false);
    }
  }

  /** The client refused the name; nothing of it is sent until it connects or subscribes anew. */
  void refuse(String name) {
    if (refused.size() < limit) {
      refused.add(name);
    }
  }

  boolean isRefused(String name) {
    return !refused.isEmpty() && refused.contains(name);
  }

  void forgetRefusals() {
    refused.clear();
  }

  /** A new connection of the same session: ids stay, but the client may have forgotten them. */
  void onNewConnection() {
    if (!knownToClient.isEmpty()) {
      knownToClient.clear();
      journal.noteKnownForgotten();
    }
    refused.clear();
  }

  /** A clean session: all ids die, and are not handed out again soon. */
  void clear() {
    knownToClient.clear();
    refused.clear();
    idByName.keySet().forEach(name -> budget.giveBack(cost(name)));
    idByName.clear();
    nameById.clear();
  }

  /** A name of exactly two octets can be sent as a short topic name; -1 where it is not. */
  static int shortName(String name) {
    if (name.length() > 2) {
      return -1;
    }
    Octets octets = Octets.utf8(name);
    return octets.length() == 2 ? octets.at(0) << 8 | octets.at(1) : -1;
  }

  private static int cost(String name) {
    return name.length() + SessionContext.ENTRY_OCTETS;
  }

  private int nextFree() {
    while (nameById.containsKey(next)) {
      step();
    }
    int id = next;
    step();
    return id;
  }

  private void step() {
    next = next == HIGHEST ? LOWEST : next + 1;
  }
}
