package dev.mqttsn.session;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredSession.Standing;

/** Between a session's state and what is stored of it. */
final class StoredHeads {
  private StoredHeads() {}

  static StoredSession.Head of(
      NodeAddress address,
      ClientState state,
      boolean cleanSession,
      KeepAlive keepAlive,
      boolean takenOver,
      WillKeeper will) {
    return new StoredSession.Head(
        address.link().name(),
        address.address(),
        address.nodeId(),
        standing(state),
        cleanSession,
        keepAlive.keepAliveSeconds(),
        keepAlive.sleepSeconds(),
        takenOver,
        will.stored(),
        will.due());
  }

  /** Awake and asleep alternate too often to be written; the node makes them the same again. */
  private static Standing standing(ClientState state) {
    return switch (state) {
      case ACTIVE -> Standing.ACTIVE;
      case ASLEEP, AWAKE -> Standing.ASLEEP;
      case DISCONNECTED -> Standing.DISCONNECTED;
      case LOST, CONNECTING -> Standing.LOST;
    };
  }

  static ClientState state(Standing standing) {
    return switch (standing) {
      case ACTIVE -> ClientState.ACTIVE;
      case ASLEEP -> ClientState.ASLEEP;
      case DISCONNECTED -> ClientState.DISCONNECTED;
      case LOST -> ClientState.LOST;
    };
  }
}
