package dev.mqttsn.app.replay;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * A broker that accepts every client, acknowledges at once and routes among the clients of the
 * capture. What others published to the real one is known only by the PUBLISHes to nodes that the
 * capture shows, and arrives with these.
 */
final class SimulatedBroker {
  /** A message that crosses a SUBSCRIBE may reach one subscriber and not the other. */
  private static final long CROSSING_MILLIS = 1_000;

  /** A message that the capture shows later. */
  private record Waiting(long deadlineMillis, ShownMessages messages) {}

  private final Map<String, ShownMessages> shown;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
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
        handOverKept(nowMillis, session, events);
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
    handOverKept(nowMillis, session, events);
  }

  private void handOverKept(long nowMillis, BrokerSession session, Deque<BrokerEvent> events) {
    for (Message message : session.takeKept()) {
      arrive(nowMillis, session, message, events);
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
        arrive(nowMillis, session, sent, events);
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
              arrive(nowMillis, session, sent, events);
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

  /** Hands a message over now, or has it wait for the time at which the capture shows it. */
  private void arrive(
      long nowMillis, BrokerSession session, Message message, Deque<BrokerEvent> events) {
    ShownMessages messages = shown.get(session.clientId());
    if (messages != null && messages.route(nowMillis, message)) {
      awaitShown(nowMillis, messages);
    } else {
      session.handOver(message, events);
    }
  }

  private void awaitShown(long nowMillis, ShownMessages messages) {
    waiting.add(new Waiting(nowMillis + ShownMessages.BROKER_MILLIS, messages));
  }

  /** When the next message has waited long enough, or never. */
  long deadline() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().deadlineMillis;
  }

  /** Hands over what the capture shows too late. */
  void onTimeout(long nowMillis, Deque<BrokerEvent> events) {
    while (deadline() <= nowMillis) {
      ShownMessages messages = waiting.remove().messages;
      handOver(messages.clientId(), messages.release(nowMillis), events);
    }
  }

  private void handOver(String clientId, List<Message> messages, Deque<BrokerEvent> events) {
    BrokerSession session = sessions.get(clientId);
    for (Message message : messages) {
      if (session != null && session.isListening()) {
        session.handOver(message, events);
      } else if (session != null) {
        session.keep(message);
      }
    }
  }

  /** The capture has come to a message that goes to a node. */
  void show(long nowMillis, ShownMessages.Entry entry, Deque<BrokerEvent> events) {
    ShownMessages messages = shown.get(entry.clientId());
    if (messages.isUnrouted(entry)) {
      releaseOrPublish(nowMillis, entry, events);
    }
    handOver(entry.clientId(), messages.show(nowMillis, entry), events);
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
            } else if (messages != null && messages.routeFromOutside(nowMillis, sent)) {
              awaitShown(nowMillis, messages);
            } else {
              session.handOver(sent, events);
            }
          }
        });
  }
}
