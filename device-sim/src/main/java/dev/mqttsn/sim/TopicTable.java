package dev.mqttsn.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names and normal topic ids that node and gateway agreed upon; one table for both directions. */
final class TopicTable {
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();

  void learn(int id, String name) {
    forget(name);
    forget(id);
    ids.put(name, id);
    names.put(id, name);
  }

  void forget(String name) {
    Integer id = ids.remove(name);
    if (id != null) {
      names.remove(id);
    }
  }

  void forget(int id) {
    String name = names.remove(id);
    if (name != null) {
      ids.remove(name);
    }
  }

  void clear() {
    ids.clear();
    names.clear();
  }

  boolean knows(String name) {
    return ids.containsKey(name);
  }

  /** The id of a name that is known. */
  int id(String name) {
    return ids.get(name);
  }

  Optional<String> name(int id) {
    return Optional.ofNullable(names.get(id));
  }
}
