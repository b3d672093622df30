package dev.mqttsn.port;

import java.util.List;

/** One change of what is on stable storage. Changes are carried out in the order of their issue. */
public sealed interface StoredChange {
  record PutHead(String clientId, StoredSession.Head head) implements StoredChange {}

  record PutTopic(String clientId, StoredSession.Topic topic) implements StoredChange {}

  /** The client may have forgotten all topic ids. */
  record ForgetKnown(String clientId) implements StoredChange {}

  /** A filter that is held already keeps its place. */
  record PutFilter(String clientId, StoredSession.Filter filter) implements StoredChange {}

  record RemoveFilter(String clientId, String filter) implements StoredChange {}

  record PutMessage(String clientId, StoredSession.Message message) implements StoredChange {}

  record RemoveMessage(String clientId, long number) implements StoredChange {}

  record PutPacketId(String clientId, int msgId, int packetId) implements StoredChange {}

  record RemovePacketId(String clientId, int msgId) implements StoredChange {}

  /** All but the head goes: the client begins a clean session. */
  record Forget(String clientId) implements StoredChange {}

  /** The session is over. */
  record Remove(String clientId) implements StoredChange {}

  /** All that was stored goes, and this takes its place. */
  record ReplaceAll(List<StoredSession> sessions) implements StoredChange {}
}
