package dev.mqttsn.gateway;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;

/** Hears what happens in the core: logs, metrics and traces hang here. It must not call back. */
public interface GatewayObserver {
  GatewayObserver NONE = new GatewayObserver() {};

  default void onFrameReceived(NodeAddress from, Frame frame) {}

  default void onFrameSent(NodeAddress to, Frame frame) {}

  default void onMalformed(NodeAddress from, String reason) {}

  /** A session's state changed; the states are those of the specification, in lower case. */
  default void onSession(String clientId, NodeAddress at, String from, String to, String reason) {}

  /** Something was refused or dropped by a limit or a rule; what names it, for counting. */
  default void onDropped(String clientId, String what, String reason) {}

  /** A defect of the gateway itself: the session was evicted, the rest goes on. */
  default void onDefect(String clientId, RuntimeException defect) {}
}
