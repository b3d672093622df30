package dev.mqttsn.serial;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;

/** Hears what a serial link learns beside messages, on the event loop: metrics hang here. */
public interface SerialObserver {
  SerialObserver NONE = new SerialObserver() {};

  /** What the modem gave up waiting for, instead of the modem's own code. */
  int NO_ANSWER = -1;

  /** The port was opened, or is gone with this reason (empty when it is open). */
  default void onPort(Link link, boolean open, String reason) {}

  /** How well a node was heard; only where the modem tells. */
  default void onSignal(NodeAddress node, int rssiDbm, int snrDb) {}

  /**
   * What became of a frame that a modem was given for a node.
   *
   * @param code the modem's own, or {@link #NO_ANSWER}
   */
  default void onDelivery(NodeAddress node, boolean delivered, int code) {}

  /** Messages that waited for the port were not sent, because it is gone. */
  default void onLost(Link link, int messages) {}

  /** Messages were heard and dropped, because the event loop did not take them in time. */
  default void onUnheard(Link link, int messages) {}

  /** A message was not sent; the reason is one of a few, for counting. */
  default void onDropped(NodeAddress node, String reason) {}

  /** Octets came that belong to no frame, or to one that its check refused. */
  default void onDamaged(Link link, int octets) {}
}
