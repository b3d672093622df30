package dev.mqttsn.session;

/**
 * What happens when a CleanSession 0 client's buffer is full: messages are refused, so that the
 * broker keeps them, and the broker link is closed unacknowledged, so that it sends no more. Once
 * there is room, the link is opened again and the broker repeats what was refused.
 *
 * <p>From the first refusal to that repetition all QoS 1 and 2 messages are refused, or they would
 * overtake. A link that something else needs is not closed, or opened again: a PUBREL, a SUBACK or
 * the node's own publishes come and go over the same one.
 */
final class Backpressure {
  /** A link that was needed is left open for so long, lest a busy node make it come and go. */
  private static final long NEEDED_MILLIS = 10_000;

  private final BrokerSide broker;
  private boolean refusing;
  private boolean suspended;
  private boolean asked;
  private long refusedOctets;
  private long neededUntilMillis = Long.MIN_VALUE;

  Backpressure(BrokerSide broker) {
    this.broker = broker;
  }

  boolean isRefusing() {
    return refusing;
  }

  /** What it takes to hold the first message that was refused. */
  long refusedOctets() {
    return refusedOctets;
  }

  void refuse(Delivery delivery) {
    broker.refuse(delivery.number());
    if (!refusing) {
      refusing = true;
      refusedOctets = delivery.octets();
    }
  }

  /** Opens a suspended link, because somebody needs it. */
  void need(long nowMillis) {
    if (refusing) {
      neededUntilMillis = nowMillis + NEEDED_MILLIS;
    }
    if (suspended) {
      suspended = false;
      broker.resume();
    }
  }

  /** A connection is up, on which the broker repeats all that was refused. */
  void onLinkUp(boolean room) {
    suspended = false;
    asked = false;
    if (room) {
      refusing = false;
    }
  }

  /** A new link is opened for the client, which makes the broker repeat as well. */
  void reset() {
    refusing = false;
    suspended = false;
    asked = false;
  }

  /**
   * Brings the link in line with what is needed; to be called when anything has changed.
   *
   * @return whether the broker was asked now for what it kept
   */
  boolean balance(long nowMillis, boolean needed, boolean room) {
    if (!refusing || asked) {
      return false;
    }
    if (room) {
      ask();
      return true;
    }
    if (needed) {
      need(nowMillis);
    } else if (!suspended && nowMillis >= neededUntilMillis) {
      suspended = true;
      broker.suspend();
    }
    return false;
  }

  private void ask() {
    if (!suspended) {
      broker.suspend();
    }
    suspended = false;
    asked = true;
    broker.resume();
  }
}
