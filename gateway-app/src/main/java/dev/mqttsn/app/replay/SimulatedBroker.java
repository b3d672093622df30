package dev.mqttsn.app.replay;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Qos;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker that accepts every client, acknowledges at once and routes among the clients of the
 * capture. What others published to the real one is known only by the PUBLISHes to nodes that the
 * capture shows, and arrives with these.
 */
final class SimulatedBroker {
  /** A message that crosses a SUBSCRIBE may reach one subscriber and not the other. */
  private static final long CROSSING_MILLIS = 1_000;

  private final Map<String, ShownMessages> shown;
  private final Map<String, BrokerSession> sessions = new LinkedHashMap<>();
  private final Map<String, Message> retained = new LinkedHashMap<>();
  private long lastDelivery;

  /**
   * @param shown by client id what the capture shows going to it
   */
  SimulatedBroker(Map<String, ShownMessages> shown) {
    this.shown = shown;
  }

  /** Carries out a command; what the gateway is told in answer is added to the events. */
  void execute(long nowMillis, BrokerCommand command, Deque<BrokerEvent> events) {
    if (command instanceof BrokerCommand.Open open) {
      open(nowMillis, open, events);
    } else if (command instanceof BrokerCommand.Publish publish) {
      publish(nowMillis, publish, events);
    } else {
      BrokerSession session = sessions.get(command.clientId());
      if (session != null && session.isConnected()) {
        executeConnected(nowMillis, session, command, events);
      }
    }
  }

  private void executeConnected(
      long nowMillis, BrokerSession session, BrokerCommand command, Deque<BrokerEvent> events) {
    String clientId = command.clientId();
    if (command instanceof BrokerCommand.Close) {
      close(clientId, session);
    } else if (command instanceof BrokerCommand.Suspend) {
      session.suspend();
    } else if (command instanceof BrokerCommand.Resume) {
      if (session.resume()) {
        events.add(new BrokerEvent.LinkUp(clientId, true));
        handOverKept(nowMillis, clientId, session, events);
      }
    } else if (command instanceof BrokerCommand.Release release) {
      events.add(new BrokerEvent.PublishCompleted(clientId, release.packetId()));
      session.release(release.packetId()).ifPresent(message -> route(nowMillis, message, events));
    } else if (command instanceof BrokerCommand.Subscribe subscribe) {
      subscribe(nowMillis, session, subscribe, events);
    } else if (command instanceof BrokerCommand.Unsubscribe unsubscribe) {
      session.unsubscribe(unsubscribe.filter());
      events.add(new BrokerEvent.UnsubscribeAcked(clientId, unsubscribe.packetId()));
    } else if (command instanceof BrokerCommand.Refuse refuse) {
      session.refuse(refuse.delivery());
    } else if (command instanceof BrokerCommand.AckDown ack) {
      session.acknowledged(ack.delivery());
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      session.received(received.delivery(), events);
    } else if (command instanceof BrokerCommand.CompletedDown completed) {
      session.completed(completed.packetId());
    }
  }

  private void open(long nowMillis, BrokerCommand.Open open, Deque<BrokerEvent> events) {
    String clientId = open.clientId();
    BrokerSession session = sessions.get(clientId);
    boolean present = session != null && !session.isClean() && !open.cleanSession();
    if (!present) {
      session = new BrokerSession(clientId, open.cleanSession(), () -> ++lastDelivery);
      sessions.put(clientId, session);
      for (Map.Entry<String, Qos> filter : open.subscriptions().entrySet()) {
        session.subscribe(nowMillis, filter.getKey(), filter.getValue());
      }
    }
    session.open();
    events.add(new BrokerEvent.Opened(clientId, present));
    handOverKept(nowMillis, clientId, session, events);
  }

  private void handOverKept(
      long nowMillis, String clientId, BrokerSession session, Deque<BrokerEvent> events) {
    for (Message message : session.takeKept()) {
      arrive(session, route(clientId, nowMillis, message), events);
    }
  }

  private void close(String clientId, BrokerSession session) {
    if (session.isClean()) {
      sessions.remove(clientId);
    } else {
      session.close();
    }
  }

  private void publish(long nowMillis, BrokerCommand.Publish publish, Deque<BrokerEvent> events) {
    String clientId = publish.clientId();
    Message message =
        new Message(publish.topic(), publish.qos(), publish.retain(), publish.payload());
    switch (publish.qos()) {
      case AT_MOST_ONCE, MINUS_ONE -> route(nowMillis, message, events);
      case AT_LEAST_ONCE -> {
        events.add(new BrokerEvent.PublishAcked(clientId, publish.packetId()));
        route(nowMillis, message, events);
      }
      case EXACTLY_ONCE -> {
        BrokerSession session = sessions.get(clientId);
        if (session != null) {
          session.hold(publish.packetId(), message);
        }
        events.add(new BrokerEvent.PublishReceived(clientId, publish.packetId()));
      }
    }
  }

  private void subscribe(
      long nowMillis,
      BrokerSession session,
      BrokerCommand.Subscribe subscribe,
      Deque<BrokerEvent> events) {
    String clientId = subscribe.clientId();
    String filter = subscribe.filter();
    session.subscribe(nowMillis, filter, subscribe.qos());
    events.add(new BrokerEvent.SubscribeAcked(clientId, subscribe.packetId(), subscribe.qos()));
    for (Message message : retained.values()) {
      if (!TopicFilter.isShared(filter) && TopicFilter.matches(filter, message.topic())) {
        Message sent = message.retained(subscribe.qos());
        arrive(session, route(clientId, nowMillis, sent), events);
      }
    }
  }

  /** To all who are subscribed; the acknowledgement to the publisher stands before. */
  private void route(long nowMillis, Message message, Deque<BrokerEvent> events) {
    retain(message);
    sessions.forEach(
        (clientId, session) -> {
          Optional<Qos> granted = session.granted(message.topic(), nowMillis);
          if (granted.isPresent()) {
            Message sent = message.forwarded(granted.get());
            if (session.isListening()) {
              arrive(session, route(clientId, nowMillis, sent), events);
            } else {
              session.keep(sent);
            }
          }
        });
  }

  private void retain(Message message) {
    if (message.retain() && message.payload().isEmpty()) {
      retained.remove(message.topic());
    } else if (message.retain()) {
      retained.put(message.topic(), message);
    }
  }

  private List<Message> route(String clientId, long nowMillis, Message message) {
    ShownMessages messages = shown.get(clientId);
    return messages == null ? List.of(message) : messages.route(nowMillis, message);
  }

  private static void arrive(
      BrokerSession session, List<Message> messages, Deque<BrokerEvent> events) {
    for (Message message : messages) {
      session.handOver(message, events);
    }
  }

  /** The capture has come to a message that goes to a node. */
  void show(long nowMillis, ShownMessages.Entry entry, Deque<BrokerEvent> events) {
    ShownMessages messages = shown.get(entry.clientId());
    if (messages.isUnrouted(entry)) {
      releaseOrPublish(nowMillis, entry, events);
    }
    BrokerSession session = sessions.get(entry.clientId());
    for (Message message : messages.show(nowMillis, entry)) {
      if (session != null && session.isListening()) {
        session.handOver(message, events);
      } else if (session != null) {
        session.keep(message);
      }
    }
  }

  /** Some brokers forward a QoS 2 message before its PUBREL; what nobody sent is from outside. */
  private void releaseOrPublish(
      long nowMillis, ShownMessages.Entry entry, Deque<BrokerEvent> events) {
    for (BrokerSession session : sessions.values()) {
      Optional<Message> held = session.release(entry.shown().content());
      if (held.isPresent()) {
        route(nowMillis, held.get(), events);
        return;
      }
    }
    if (!entry.shown().retain()) {
      publishFromOutside(nowMillis, entry, events);
    }
  }

  private void publishFromOutside(
      long nowMillis, ShownMessages.Entry entry, Deque<BrokerEvent> events) {
    Message message = entry.shown();
    sessions.forEach(
        (clientId, session) -> {
          Optional<Qos> granted = session.granted(message.topic(), nowMillis - CROSSING_MILLIS);
          ShownMessages messages = shown.get(clientId);
          boolean other = !clientId.equals(entry.clientId());
          if (other && granted.isPresent()) {
            Message sent = message.forwarded(granted.get());
            if (!session.isListening()) {
              session.keep(sent);
            } else if (messages == null) {
              session.handOver(sent, events);
            } else {
              arrive(session, messages.routeFromOutside(nowMillis, sent), events);
            }
          }
        });
  }
}
