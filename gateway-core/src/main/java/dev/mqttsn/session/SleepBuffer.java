package dev.mqttsn.session;

import dev.mqttsn.gateway.Limits;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The messages held for one client, in the order of their arrival, bounded in count and octets. The
 * first one may be under way to the node and is then never dropped.
 */
final class SleepBuffer {
  private final Limits limits;
  private final OctetBudget budget;
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>(2);
  private long octets;
  private int atMostOnce;

  SleepBuffer(Limits limits, OctetBudget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  boolean hasRoomFor(Delivery delivery) {
    long size = delivery.octets();
    return queue.size() < limits.bufferedMessages()
        && octets + size <= limits.bufferedOctets()
        && budget.hasRoomFor(size);
  }

  /** Whether it could never be held, however much is delivered first. */
  boolean isTooLarge(Delivery delivery) {
    return delivery.octets() > limits.bufferedOctets();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Whether there is so much room again that it is worth asking the broker for more. */
  boolean isHalfEmpty() {
    return queue.size() <= limits.bufferedMessages() / 2 && octets <= limits.bufferedOctets() / 2;
  }

  boolean hasTotalRoomFor(long size) {
    return budget.hasRoomFor(size);
  }

  void add(Delivery delivery) {
    queue.addLast(delivery);
    count(delivery, 1);
  }

  /** Ahead of what waits; a PUBREL goes first, as its message was before all of them. */
  void addFirst(Delivery delivery) {
    queue.addFirst(delivery);
    count(delivery, 1);
  }

  Delivery head() {
    return queue.peekFirst();
  }

  void removeHead() {
    count(queue.removeFirst(), -1);
  }

  void remove(Delivery delivery) {
    if (queue.remove(delivery)) {
      count(delivery, -1);
    }
  }

  /**
   * What goes to make room, by the policy; the newcomer itself may be the answer, and null means
   * that nothing may go.
   *
   * @param keepAcknowledged whether the broker keeps QoS 1 and 2 messages for us, so that none of
   *     them need be lost
   */
  Delivery victim(Delivery newcomer, Delivery underWay, boolean keepAcknowledged) {
    boolean newestFirst = limits.overflow() == Limits.Overflow.DROP_NEWEST;
    boolean onlyAtMostOnce =
        keepAcknowledged || limits.overflow() == Limits.Overflow.DROP_OLDEST_QOS0_FIRST;
    if (!newestFirst) {
      Delivery oldest = oldest(underWay, onlyAtMostOnce);
      if (oldest != null) {
        return oldest;
      }
    }
    if (newcomer.qos() == Qos.AT_MOST_ONCE) {
      return newcomer;
    }
    if (keepAcknowledged) {
      return null;
    }
    Delivery oldest = newestFirst ? null : oldest(underWay, false);
    return oldest != null ? oldest : newcomer;
  }

  int size() {
    return queue.size();
  }

  void clear() {
    budget.giveBack(octets);
    octets = 0;
    atMostOnce = 0;
    queue.clear();
  }

  void removeIf(Predicate<Delivery> condition) {
    queue.removeIf(
        delivery -> {
          boolean goes = condition.test(delivery);
          if (goes) {
            count(delivery, -1);
          }
          return goes;
        });
  }

  /** Whether a QoS 2 message of that MsgId is held whose release the broker has not sent. */
  boolean holdsUnreleased(int msgId) {
    for (Delivery delivery : queue) {
      boolean same = delivery.qos() == Qos.EXACTLY_ONCE && delivery.msgId() == msgId;
      if (same && !delivery.isReleased()) {
        return true;
      }
    }
    return false;
  }

  void forEach(Consumer<Delivery> action) {
    queue.forEach(action);
  }

  /** The QoS 2 message of this packet id that the node has had, or null. */
  Delivery received(int packetId) {
    for (Delivery delivery : queue) {
      if (delivery.isReceived() && delivery.packetId() == packetId) {
        return delivery;
      }
    }
    return null;
  }

  private Delivery oldest(Delivery underWay, boolean onlyAtMostOnce) {
    if (onlyAtMostOnce && atMostOnce == 0) {
      return null;
    }
    for (Iterator<Delivery> oldestFirst = queue.iterator(); oldestFirst.hasNext(); ) {
      Delivery delivery = oldestFirst.next();
      boolean free = delivery != underWay && !delivery.isReceived();
      if (free && (!onlyAtMostOnce || delivery.qos() == Qos.AT_MOST_ONCE)) {
        return delivery;
      }
    }
    return null;
  }

  private void count(Delivery delivery, int sign) {
    long size = (long) sign * delivery.octets();
    octets += size;
    budget.take(size);
    atMostOnce += delivery.qos() == Qos.AT_MOST_ONCE ? sign : 0;
  }
}
