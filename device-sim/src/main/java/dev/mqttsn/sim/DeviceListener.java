package dev.mqttsn.sim;

import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/** What happens to a node. Called after the node has changed its state; verbs may be used here. */
public interface DeviceListener {
  /** Hears nothing. */
  DeviceListener NONE = new DeviceListener() {};

  default void onConnected(long nowMillis) {}

  default void onConnectRefused(long nowMillis, ReturnCode code) {}

  default void onRegistered(long nowMillis, String name, int topicId) {}

  /** The message with that number is acknowledged for good; at QoS 0 and -1: it is sent. */
  default void onPublished(long nowMillis, long number) {}

  /** The gateway does not take the message, and repeating it would not help. */
  default void onPublishRefused(long nowMillis, long number, ReturnCode code) {}

  /** A message at QoS 0 was not taken; which one, the gateway does not say. */
  default void onUnacknowledgedRefused(long nowMillis, ReturnCode code) {}

  /** A request was answered with congestion; it is repeated after T_WAIT. */
  default void onCongested(long nowMillis) {}

  default void onSubscribed(long nowMillis, Topic filter, Qos granted) {}

  default void onUnsubscribed(long nowMillis, Topic filter) {}

  /** A REGISTER or SUBSCRIBE was refused for good. */
  default void onRefused(long nowMillis, Topic topic, ReturnCode code) {}

  default void onMessage(long nowMillis, Message message) {}

  /** The gateway knows that the node sleeps now. */
  default void onAsleep(long nowMillis) {}

  /** The gateway answered a ping, of the keep-alive or asked for. */
  default void onPong(long nowMillis) {}

  /** The network says that nobody listens at the gateway's address; many networks never do. */
  default void onUnreachable(long nowMillis) {}

  /**
   * The node sleeps again.
   *
   * @param complete whether PINGRESP came; otherwise the node gave up waiting for it
   */
  default void onWakeEnded(long nowMillis, boolean complete) {}

  /** The node ended its session as it was asked to. */
  default void onDisconnected(long nowMillis) {}

  /** The session ended unasked; a node that reconnects is about to do so. */
  default void onLost(long nowMillis, String reason) {}
}
