package dev.mqttsn.port;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/** What the broker bridge tells the core, in the order in which it happened on that link. */
public sealed interface BrokerEvent {
  String clientId();

  /** Answer to Open: the broker accepted. */
  record Opened(String clientId, boolean sessionPresent) implements BrokerEvent {}

  /** Answer to Open: refused or not reachable; the link is gone. */
  record OpenFailed(String clientId, ReturnCode returnCode, String reason) implements BrokerEvent {}

  /** The link dropped and is being reconnected; the core needs to do nothing. */
  record LinkDown(String clientId, String reason) implements BrokerEvent {}

  /** The link is up again; the bridge has restored and repeated what it must. */
  record LinkUp(String clientId, boolean sessionPresent) implements BrokerEvent {}

  /**
   * Another gateway serves this client id now; the link is not reconnected until Open or Resume.
   */
  record TakenOver(String clientId) implements BrokerEvent {}

  /** PUBACK of an upward QoS 1 message. */
  record PublishAcked(String clientId, int packetId) implements BrokerEvent {}

  /** PUBREC of an upward QoS 2 message. */
  record PublishReceived(String clientId, int packetId) implements BrokerEvent {}

  /** PUBCOMP of an upward QoS 2 message. */
  record PublishCompleted(String clientId, int packetId) implements BrokerEvent {}

  /** SUBACK: granted is null where the broker refused. */
  record SubscribeAcked(String clientId, int packetId, Qos granted) implements BrokerEvent {}

  record UnsubscribeAcked(String clientId, int packetId) implements BrokerEvent {}

  /**
   * A message for the client.
   *
   * @param delivery names this arrival in AckDown and ReceivedDown; 0 for QoS 0. A repetition by
   *     the broker of a message that is still held is recognised by the bridge and not told again
   * @param packetId the broker's; 0 for QoS 0
   */
  record MessageArrived(
      String clientId,
      long delivery,
      int packetId,
      String topic,
      Qos qos,
      boolean retain,
      Octets payload)
      implements BrokerEvent {}

  /** PUBREL of a downward QoS 2 message, also one that nobody remembers. */
  record ReleaseArrived(String clientId, int packetId) implements BrokerEvent {}
}
