package dev.mqttsn.bridge;

import dev.mqttsn.bridge.PacketOut.Ack;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.PublishAcked;
import dev.mqttsn.port.BrokerEvent.PublishCompleted;
import dev.mqttsn.port.BrokerEvent.PublishReceived;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The client's publishes on their way to the broker, in order. QoS 1 and 2 are kept with their
 * payload until PUBACK or PUBCOMP and go again, with DUP, once on each new connection; QoS 0 is
 * kept only while it cannot be sent, up to a limit.
 */
final class Upward {
  /** QoS 0 messages kept for a link that is down or does not take more; the oldest goes first. */
  static final int AT_MOST_ONCE_LIMIT = 100;

  /**
   * QoS 2 messages between PUBLISH and PUBCOMP; others wait. Mosquitto acknowledges those beyond
   * its max_inflight_messages, 20 by default, and drops them; an earlier connection may have left
   * some that we do not know of.
   */
  static final int EXACTLY_ONCE_WINDOW = 16;

  private final String clientId;
  private final PacketOut out;
  private final Consumer<BrokerEvent> events;
  private final WaitingBudget budget;

  /** By packet id; waiting QoS 0 messages have numbers below 0. Created when first needed. */
  private Map<Integer, UpwardMessage> messages;

  private boolean up;

  /** Something may be sent as soon as the connection takes it. */
  private boolean waiting;

  /** QoS 2 messages wait for the window. */
  private boolean windowAwaited;

  private int waitingAtMostOnce;
  private int lastAtMostOnce;
  private int dropped;

  Upward(String clientId, PacketOut out, Consumer<BrokerEvent> events, WaitingBudget budget) {
    this.clientId = clientId;
    this.out = out;
    this.events = events;
    this.budget = budget;
  }

  void publish(Publish message) {
    boolean free = up && !waiting && out.isWritable();
    if (!message.qos().isAcknowledged()) {
      if (free) {
        out.publish(message, false);
      } else {
        keepAtMostOnce(message);
      }
      return;
    }
    UpwardMessage earlier = get(message.packetId());
    if (earlier != null && message.equals(earlier.publish())) {
      onCopy(message.packetId(), earlier);
      return;
    }
    UpwardMessage added = UpwardMessage.of(message);
    if (earlier != null) {
      messages().remove(message.packetId());
      added.foreignAcks = earlier.isAtLeastOnce() && earlier.sentHere ? earlier.foreignAcks + 1 : 0;
    }
    messages().put(message.packetId(), added);
    if (!free) {
      waiting = true;
    } else if (hasWindowFor(added)) {
      send(message.packetId(), added);
    } else {
      windowAwaited = true;
    }
  }

  /** PUBREL by the core; passed on even where the message is not known. */
  void release(int packetId) {
    UpwardMessage message = get(packetId);
    if (message == null) {
      message = UpwardMessage.bareRelease();
      messages().put(packetId, message);
      waiting |= !up;
    }
    message.released = true;
    if (up && message.received) {
      message.sentHere = true;
      out.acknowledge(Ack.PUBREL, packetId);
    }
  }

  void onPubAck(int packetId) {
    UpwardMessage message = get(packetId);
    if (message == null || !message.isAtLeastOnce() || !message.sentHere) {
      return;
    }
    if (message.foreignAcks > 0) {
      message.foreignAcks--;
      return;
    }
    messages.remove(packetId);
    events.accept(new PublishAcked(clientId, packetId));
  }

  void onPubRec(int packetId) {
    UpwardMessage message = get(packetId);
    if (message == null || !message.isExactlyOnce()) {
      // Nobody waits for it any more; unreleased it would stay in the broker's window.
      out.acknowledge(Ack.PUBREL, packetId);
      return;
    }
    message.received = true;
    if (message.released) {
      out.acknowledge(Ack.PUBREL, packetId);
    }
    tellReceived(packetId, message);
  }

  void onPubComp(int packetId) {
    UpwardMessage message = get(packetId);
    if (message != null && message.isExactlyOnce() && message.released && message.received) {
      messages.remove(packetId);
      events.accept(new PublishCompleted(clientId, packetId));
      waiting |= windowAwaited;
      pump();
    }
  }

  /** A new connection is up: all that is not finished goes again. */
  void onUp(boolean sessionLost) {
    up = true;
    for (UpwardMessage message : values()) {
      waiting = true;
      if (sessionLost) {
        message.onSessionLost();
      }
    }
    pump();
  }

  void onDown() {
    up = false;
    for (UpwardMessage message : values()) {
      message.sentHere = false;
      message.foreignAcks = 0;
    }
  }

  /** Sends what waits, as far as the connection takes it. */
  void pump() {
    if (!up || !waiting) {
      return;
    }
    windowAwaited = false;
    Iterator<Map.Entry<Integer, UpwardMessage>> oldestFirst = messages.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Integer, UpwardMessage> entry = oldestFirst.next();
      UpwardMessage message = entry.getValue();
      if (!message.sentHere) {
        if (!out.isWritable()) {
          return;
        }
        if (!hasWindowFor(message)) {
          windowAwaited = true;
          continue;
        }
        send(entry.getKey(), message);
      }
      if (message.isAtMostOnce()) {
        oldestFirst.remove();
        forgetWaiting(message);
      }
    }
    waiting = false;
  }

  boolean holds(int packetId) {
    return get(packetId) != null;
  }

  /** QoS 0 messages dropped since the last time that this was asked. */
  int takeDropped() {
    int count = dropped;
    dropped = 0;
    return count;
  }

  void clear() {
    for (UpwardMessage message : values()) {
      if (message.isAtMostOnce()) {
        forgetWaiting(message);
      }
    }
    messages = null;
    waiting = false;
    windowAwaited = false;
  }

  private void forgetWaiting(UpwardMessage message) {
    waitingAtMostOnce--;
    budget.giveBack(message.publish().payload().length());
  }

  private boolean hasWindowFor(UpwardMessage message) {
    if (!message.isExactlyOnce() || message.received) {
      return true;
    }
    if (windowAwaited) {
      return false;
    }
    int open = 0;
    for (UpwardMessage other : messages.values()) {
      if (other.isExactlyOnce() && (other.sentHere || other.received)) {
        open++;
      }
    }
    return open < EXACTLY_ONCE_WINDOW;
  }

  private void send(int packetId, UpwardMessage message) {
    boolean duplicate = message.everSent;
    message.sentHere = true;
    message.everSent = true;
    if (!message.received) {
      out.publish(message.publish(), duplicate);
    } else if (message.released) {
      out.acknowledge(Ack.PUBREL, packetId);
    }
  }

  /** The core publishes anew what is under way: it is not sent twice, and answered as it stands. */
  private void onCopy(int packetId, UpwardMessage message) {
    if (message.told) {
      events.accept(new PublishReceived(clientId, packetId));
    }
  }

  private void tellReceived(int packetId, UpwardMessage message) {
    if (!message.told) {
      message.told = true;
      events.accept(new PublishReceived(clientId, packetId));
    }
  }

  private void keepAtMostOnce(Publish message) {
    if (waitingAtMostOnce >= AT_MOST_ONCE_LIMIT) {
      dropOldestAtMostOnce();
    }
    if (!budget.take(message.payload().length())) {
      dropped++;
      return;
    }
    messages().put(--lastAtMostOnce, UpwardMessage.of(message));
    waitingAtMostOnce++;
    waiting = true;
  }

  private void dropOldestAtMostOnce() {
    Iterator<UpwardMessage> oldestFirst = messages.values().iterator();
    while (oldestFirst.hasNext()) {
      UpwardMessage message = oldestFirst.next();
      if (message.isAtMostOnce()) {
        oldestFirst.remove();
        forgetWaiting(message);
        dropped++;
        return;
      }
    }
  }

  private UpwardMessage get(int packetId) {
    return messages == null ? null : messages.get(packetId);
  }

  private Iterable<UpwardMessage> values() {
    return messages == null ? List.of() : messages.values();
  }

  private Map<Integer, UpwardMessage> messages() {
    if (messages == null) {
      messages = new LinkedHashMap<>(4);
    }
    return messages;
  }
}
