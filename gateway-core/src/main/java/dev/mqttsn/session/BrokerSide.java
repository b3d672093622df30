package dev.mqttsn.session;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Map;

/** A client's own link to the broker: the commands to it, and how it stands. */
final class BrokerSide {
  /** How the link stands, as far as the core was told. */
  enum Status {
    NONE,
    OPENING,
    UP,
    /** Dropped; the bridge reconnects it by itself. */
    DOWN,
    /** Another gateway serves this client id. */
    TAKEN_OVER
  }

  private final String clientId;
  private final Outbox outbox;
  private Status status = Status.NONE;

  /**
   * A session that the broker has for the client may lack filters: it may have been made for an
   * Open that failed, or the broker may have been killed before it stored the latest.
   */
  private boolean inDoubt;

  BrokerSide(String clientId, Outbox outbox) {
    this.clientId = clientId;
    this.outbox = outbox;
  }

  Status status() {
    return status;
  }

  void is(Status now) {
    status = now;
  }

  void open(boolean cleanSession, int keepAliveSeconds, Map<String, Qos> subscriptions) {
    status = Status.OPENING;
    outbox.command(
        new BrokerCommand.Open(clientId, cleanSession, keepAliveSeconds, subscriptions, inDoubt));
    inDoubt = false;
  }

  /** There is no link, though the broker may have made a session for it. */
  void onOpenFailed() {
    status = Status.NONE;
    inDoubt = true;
  }

  /** The broker may have been killed. A link that there is sees that for itself. */
  void onBrokerLost() {
    inDoubt |= status == Status.NONE;
  }

  /** The link of a client that was connected in an earlier life of the gateway. */
  void restore(boolean cleanSession, int keepAliveSeconds, Map<String, Qos> subscriptions) {
    status = Status.DOWN;
    outbox.command(
        new BrokerCommand.Restore(
            clientId, cleanSession, keepAliveSeconds, subscriptions, inDoubt));
    inDoubt = false;
  }

  void close() {
    if (status != Status.NONE) {
      status = Status.NONE;
      outbox.command(new BrokerCommand.Close(clientId));
    }
  }

  void suspend() {
    status = Status.DOWN;
    outbox.command(new BrokerCommand.Suspend(clientId));
  }

  void resume() {
    status = Status.DOWN;
    outbox.command(new BrokerCommand.Resume(clientId));
  }

  void publish(int packetId, String topic, Qos qos, boolean retain, Octets payload) {
    outbox.command(new BrokerCommand.Publish(clientId, packetId, topic, qos, retain, payload));
  }

  void release(int packetId) {
    outbox.command(new BrokerCommand.Release(clientId, packetId));
  }

  void subscribe(int packetId, String filter, Qos qos) {
    outbox.command(new BrokerCommand.Subscribe(clientId, packetId, filter, qos));
  }

  void unsubscribe(int packetId, String filter) {
    outbox.command(new BrokerCommand.Unsubscribe(clientId, packetId, filter));
  }

  void ackDown(long delivery) {
    outbox.command(new BrokerCommand.AckDown(clientId, delivery));
  }

  void receivedDown(long delivery) {
    outbox.command(new BrokerCommand.ReceivedDown(clientId, delivery));
  }

  void completedDown(int packetId) {
    outbox.command(new BrokerCommand.CompletedDown(clientId, packetId));
  }

  void refuse(long delivery) {
    outbox.command(new BrokerCommand.Refuse(clientId, delivery));
  }
}
