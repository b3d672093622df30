package dev.mqttsn.port;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Map;

/**
 * What the core asks of the broker bridge. Every command names its broker link by the client id;
 * {@link #GATEWAY} is the gateway's own link, always kept open, for QoS -1; its LinkUp and LinkDown
 * tell whether the broker can be reached.
 */
public sealed interface BrokerCommand {
  /** No client can have it: an empty client id is refused. */
  String GATEWAY = "";

  /**
   * After so long a broker has put a subscription where it survives a kill; mosquitto does so every
   * 30 minutes.
   */
  long STORING_MILLIS = 3_600_000;

  String clientId();

  /**
   * Opens the client's link afresh, closing an earlier one of that id first. Answered once by
   * Opened or OpenFailed; after Opened the link reconnects by itself until Close. With CleanSession
   * 0, what the earlier link had in flight, up and down, goes on over the new one.
   *
   * @param keepAliveSeconds the node's keep-alive, 0 for none
   * @param subscriptions filters that the client holds, restored where the broker has no session
   * @param inDoubt whether a session that the broker has may lack some of them
   */
  record Open(
      String clientId,
      boolean cleanSession,
      int keepAliveSeconds,
      Map<String, Qos> subscriptions,
      boolean inDoubt)
      implements BrokerCommand {
    /** With nothing in doubt. */
    public Open(
        String clientId,
        boolean cleanSession,
        int keepAliveSeconds,
        Map<String, Qos> subscriptions) {
      this(clientId, cleanSession, keepAliveSeconds, subscriptions, false);
    }
  }

  /**
   * Makes the link of a client that was connected when the gateway ended, where there is none:
   * unlike with Open nobody waits for it, so that it is opened in its turn and kept up from then
   * on. What the broker has lost of the subscriptions is restored.
   *
   * @param inDoubt whether a session that the broker has may lack some of them
   */
  record Restore(
      String clientId,
      boolean cleanSession,
      int keepAliveSeconds,
      Map<String, Qos> subscriptions,
      boolean inDoubt)
      implements BrokerCommand {}

  /** Ends the link with an MQTT DISCONNECT. */
  record Close(String clientId) implements BrokerCommand {}

  /**
   * Ends the connection and acknowledges no more, so that the broker keeps further messages; what
   * the core holds stays matched with what the broker repeats.
   */
  record Suspend(String clientId) implements BrokerCommand {}

  /** Ends a Suspend, or makes a link that waits for its next attempt try at once. */
  record Resume(String clientId) implements BrokerCommand {}

  /**
   * Publishes; for QoS 1 and 2 under this packet id, kept by the bridge until it is acknowledged.
   */
  record Publish(
      String clientId, int packetId, String topic, Qos qos, boolean retain, Octets payload)
      implements BrokerCommand {}

  /** PUBREL of an upward QoS 2 message; passed on even when the packet id is not known. */
  record Release(String clientId, int packetId) implements BrokerCommand {}

  record Subscribe(String clientId, int packetId, String filter, Qos qos)
      implements BrokerCommand {}

  record Unsubscribe(String clientId, int packetId, String filter) implements BrokerCommand {}

  /**
   * The core does not keep this QoS 1 or 2 message: it is not acknowledged, and when the broker
   * repeats it after Suspend and Resume it is told again.
   */
  record Refuse(String clientId, long delivery) implements BrokerCommand {}

  /** PUBACK of a downward QoS 1 message. */
  record AckDown(String clientId, long delivery) implements BrokerCommand {}

  /** PUBREC of a downward QoS 2 message. */
  record ReceivedDown(String clientId, long delivery) implements BrokerCommand {}

  /** PUBCOMP of a downward QoS 2 message; passed on even when the packet id is not known. */
  record CompletedDown(String clientId, int packetId) implements BrokerCommand {}
}
