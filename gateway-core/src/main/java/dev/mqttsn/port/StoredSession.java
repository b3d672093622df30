package dev.mqttsn.port;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that outlives the gateway of one client's session. There are no deadlines in it and no time
 * of day: after a restart each node gets its full time again.
 *
 * @param filters in the order of subscription
 * @param messages in the order of arrival
 * @param packetIds MQTT packet id by MsgId, for QoS 2 publishes of the node where they differ
 */
public record StoredSession(
    String clientId,
    Head head,
    List<Topic> topics,
    List<Filter> filters,
    List<Message> messages,
    Map<Integer, Integer> packetIds) {

  /** Where a client stands, as far as a restart needs it; awake is asleep. */
  public enum Standing {
    ACTIVE,
    ASLEEP,
    DISCONNECTED,
    LOST
  }

  /**
   * What there is one of.
   *
   * @param link the name of the link
   * @param address the link's own address octets
   * @param nodeId behind a forwarder the wireless node id, else empty
   * @param keepAliveSeconds 0 for none
   * @param sleepSeconds what the client last announced, 0 for never
   * @param takenOver whether another gateway serves the client
   * @param dueWill the packet id under which a lost client's will is on its way to the broker, 0
   *     for QoS 0, empty where none is
   */
  public record Head(
      String link,
      Octets address,
      Octets nodeId,
      Standing standing,
      boolean cleanSession,
      int keepAliveSeconds,
      int sleepSeconds,
      boolean takenOver,
      Optional<Will> will,
      Optional<Integer> dueWill) {

    /** The same of a client that is heard elsewhere now. */
    public Head at(NodeAddress place) {
      return new Head(
          place.link().name(),
          place.address(),
          place.nodeId(),
          standing,
          cleanSession,
          keepAliveSeconds,
          sleepSeconds,
          takenOver,
          will,
          dueWill);
    }
  }

  /** A will as the gateway holds it. */
  public record Will(String topic, Qos qos, boolean retain, Octets message) {}

  /**
   * A normal topic id.
   *
   * @param known whether the client knows it
   */
  public record Topic(int id, String name, boolean known) {}

  /** A subscription, and how the client named it; the id is 0 where it has none. */
  public record Filter(String filter, Qos qos, TopicIdType type, int topicId) {}

  /**
   * A message for the client.
   *
   * @param number counts the client's messages up, so that they keep their order
   */
  public record Message(long number, String topic, Qos qos, boolean retain, Octets payload) {}
}
