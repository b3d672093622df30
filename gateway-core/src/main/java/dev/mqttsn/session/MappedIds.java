package dev.mqttsn.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MQTT packet ids of the node's QoS 2 publishes that are not their MsgIds, because another request
 * had that id. They are stored: after a restart of the gateway the node's PUBREL must reach the
 * broker under the id of its PUBLISH.
 */
final class MappedIds {
  private final Journal journal;
  private final int limit;
  private Map<Integer, Integer> packetIdByMsgId = Map.of();

  /**
   * @param limit how many are remembered; the oldest goes
   */
  MappedIds(Journal journal, int limit) {
    this.journal = journal;
    this.limit = limit;
  }

  /** Remembers the packet id of a MsgId where the two differ; an earlier one of it is over. */
  void put(int msgId, int packetId) {
    remove(msgId);
    if (msgId != packetId) {
      if (packetIdByMsgId.size() >= limit) {
        remove(packetIdByMsgId.keySet().iterator().next());
      }
      changeable().put(msgId, packetId);
      journal.putPacketId(msgId, packetId);
    }
  }

  void remove(int msgId) {
    if (packetIdByMsgId.containsKey(msgId)) {
      packetIdByMsgId.remove(msgId);
      journal.notePacketIdGone(msgId);
    }
  }

  /** The MsgId's packet id, or 0 where it has none of its own. */
  int packetId(int msgId) {
    return packetIdByMsgId.getOrDefault(msgId, 0);
  }

  /** The MsgId that goes by this packet id; the same one where nothing is mapped. */
  int msgId(int packetId) {
    for (Map.Entry<Integer, Integer> entry : packetIdByMsgId.entrySet()) {
      if (entry.getValue() == packetId) {
        return entry.getKey();
      }
    }
    return packetId;
  }

  boolean holds(int packetId) {
    return packetIdByMsgId.containsValue(packetId);
  }

  void clear() {
    packetIdByMsgId = Map.of();
  }

  void restore(Map<Integer, Integer> packetIds) {
    packetIdByMsgId = new LinkedHashMap<>(packetIds);
  }

  Map<Integer, Integer> stored() {
    return new LinkedHashMap<>(packetIdByMsgId);
  }

  private Map<Integer, Integer> changeable() {
    if (packetIdByMsgId.isEmpty()) {
      packetIdByMsgId = new LinkedHashMap<>(2);
    }
    return packetIdByMsgId;
  }
}
