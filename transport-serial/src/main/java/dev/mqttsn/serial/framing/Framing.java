package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.util.List;

/**
 * Octets of a serial line to messages and back. A message is one MQTT-SN message, or one in a
 * forwarder's envelope; a framing does not look into it further than it needs to find its end.
 *
 * <p>One object serves one open port. {@link #feed} and {@link #idle} are called by one thread,
 * {@link #encode} by another one.
 */
public interface Framing {
  /**
   * Takes what was read; how it is cut into calls makes no difference.
   *
   * @param nowMillis monotonic; a pause between calls can end what was cut off
   */
  List<Incoming> feed(byte[] octets, int offset, int length, long nowMillis);

  /** Called now and then while nothing is read, at least every 100 ms. */
  List<Incoming> idle(long nowMillis);

  /**
   * The octets to write, in one write.
   *
   * @param to as it came in {@link Incoming.Message#from}, or {@link #broadcastAddress}
   * @param frameId 1 to 255, which the modem repeats in its {@link Incoming.TxStatus}; 0 where
   *     {@link #confirmation} is none
   */
  byte[] encode(Octets to, byte[] message, int frameId);

  /** Means all nodes; empty where the line knows no addresses. */
  Octets broadcastAddress();

  /** What the modem tells about a frame that it was given. */
  Confirmation confirmation();

  /** The modem did not deliver to this node: what was learned of its whereabouts may be stale. */
  default void onUndelivered(Octets to) {}
}
