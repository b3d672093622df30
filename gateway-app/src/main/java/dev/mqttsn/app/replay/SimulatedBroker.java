package dev.mqttsn.app.replay;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A broker that accepts every client, acknowledges at once and routes among the clients of the
 * capture. What others published to the real one is known only by the PUBLISHes to nodes that the
 * capture shows, and arrives with these.
 */
final class SimulatedBroker {
  /** A message that crosses a SUBSCRIBE may reach one subscriber and not the other. */
  private static final long CROSSING_MILLIS = 1_000;

  /** Something on its way to a client that is there by then at the latest. */
  private record Waiting(long deadlineMillis, String clientId) {}

  /**
   * A message from outside.
   *
   * @param receivers the clients that it was sent to
   */
  private record Publication(long atMillis, Message.Content content, Set<String> receivers) {}

  private final Map<String, ShownMessages> shown;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Queue<Publication> publications = new ArrayDeque<>();
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
        sendKept(nowMillis, session, events);
      }
    } else if (command instanceof BrokerCommand.Release release) {
      events.add(new BrokerEvent.PublishCompleted(clientId, release.packetId()));
      session.release(release.packetId()).ifPresent(message -> route(nowMillis, message));
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
      shown(clientId).disconnect(message -> false);
      session = new BrokerSession(clientId, open.cleanSession(), () -> ++lastDelivery);
      sessions.put(clientId, session);
      for (Map.Entry<String, Qos> filter : open.subscriptions().entrySet()) {
        session.subscribe(nowMillis, filter.getKey(), filter.getValue());
      }
    }
    session.open();
    events.add(new BrokerEvent.Opened(clientId, present));
    sendKept(nowMillis, session, events);
  }

  private void sendKept(long nowMillis, BrokerSession session, Deque<BrokerEvent> events) {
    session.releaseAgain(events);
    handOver(session, session.takeAgain(), events);
    for (Outgoing message : session.takeKept()) {
      send(nowMillis, session, message);
    }
  }

  private void close(String clientId, BrokerSession session) {
    if (session.isClean()) {
      sessions.remove(clientId);
      shown(clientId).disconnect(message -> false);
    } else {
      session.close();
      shown(clientId).disconnect(message -> message.qos().isAcknowledged()).forEach(session::keep);
    }
  }

  private ShownMessages shown(String clientId) {
    return shown.computeIfAbsent(clientId, ShownMessages::new);
  }

  private void publish(long nowMillis, BrokerCommand.Publish publish, Deque<BrokerEvent> events) {
    String clientId = publish.clientId();
    Message message =
        new Message(publish.topic(), publish.qos(), publish.retain(), publish.payload());
    switch (publish.qos()) {
      case AT_MOST_ONCE, MINUS_ONE -> route(nowMillis, message);
      case AT_LEAST_ONCE -> {
        events.add(new BrokerEvent.PublishAcked(clientId, publish.packetId()));
        route(nowMillis, message);
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
      if (!TopicNames.isShared(filter) && TopicNames.matches(filter, message.topic())) {
        Outgoing sent = Outgoing.of(message.retained(subscribe.qos()));
        send(nowMillis, session, sent);
      }
    }
  }

  /** To all who are subscribed; the acknowledgement to the publisher stands before. */
  private void route(long nowMillis, Message message) {
    retain(message);
    Set<String> have = takeReceivers(nowMillis, message.content());
    sessions.forEach(
        (clientId, session) -> {
          List<Qos> granted = session.granted(message.topic(), nowMillis);
          if (!granted.isEmpty() && !have.contains(clientId)) {
            Outgoing sent = Outgoing.forwarded(message, granted, false);
            if (session.isListening()) {
              send(nowMillis, session, sent);
            } else {
              keep(session, sent);
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

  /** Sends a message on its way; it arrives at the time at which the capture shows it. */
  private void send(long nowMillis, BrokerSession session, Outgoing message) {
    shown(session.clientId()).route(nowMillis, message, true);
    sent(nowMillis, session);
  }

  private void sent(long nowMillis, BrokerSession session) {
    waiting.add(new Waiting(nowMillis + ShownMessages.BROKER_MILLIS, session.clientId()));
  }

  /** When the next message has waited long enough, or never. */
  long deadline() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().deadlineMillis;
  }

  /** Hands over what the capture shows too late or not at all. */
  void onTimeout(long nowMillis, Deque<BrokerEvent> events) {
    while (deadline() <= nowMillis) {
      String clientId = waiting.remove().clientId;
      handOver(sessions.get(clientId), shown(clientId).release(nowMillis), events);
    }
  }

  private static void handOver(
      BrokerSession session, List<Message> messages, Deque<BrokerEvent> events) {
    for (Message message : session == null ? List.<Message>of() : messages) {
      if (session.isListening()) {
        session.handOver(message, events);
      } else {
        session.keepForNext(message);
      }
    }
  }

  /** The capture has come to a message that goes to a node. */
  void show(long nowMillis, ShownMessages.Entry entry, Deque<BrokerEvent> events) {
    ShownMessages messages = shown(entry.clientId());
    if (messages.isUnrouted(entry)) {
      releaseOrPublish(nowMillis, entry);
    }
    handOver(sessions.get(entry.clientId()), messages.show(nowMillis, entry), events);
  }

  /** Some brokers forward a QoS 2 message before its PUBREL; what nobody sent is from outside. */
  private void releaseOrPublish(long nowMillis, ShownMessages.Entry entry) {
    for (BrokerSession session : sessions.values()) {
      Optional<Message> held = session.release(entry.shown().content());
      if (held.isPresent()) {
        route(nowMillis, held.get());
        return;
      }
    }
    if (!entry.shown().retain() && !isOfLatePublication(nowMillis, entry)) {
      publishFromOutside(nowMillis, entry);
    }
  }

  /** Who has this message already, since the capture showed it before its publisher sent it. */
  private Set<String> takeReceivers(long nowMillis, Message.Content content) {
    forgetPublications(nowMillis);
    Iterator<Publication> each = publications.iterator();
    while (each.hasNext()) {
      Publication publication = each.next();
      if (publication.content.equals(content)) {
        each.remove();
        return publication.receivers;
      }
    }
    return Set.of();
  }

  private void forgetPublications(long nowMillis) {
    publications.removeIf(each -> nowMillis - each.atMillis > ShownMessages.BROKER_MILLIS);
  }

  /** Whether somebody else was shown this very message a moment ago. */
  private boolean isOfLatePublication(long nowMillis, ShownMessages.Entry entry) {
    forgetPublications(nowMillis);
    for (Publication each : publications) {
      if (each.content.equals(entry.shown().content()) && each.receivers.add(entry.clientId())) {
        return true;
      }
    }
    return false;
  }

  private void publishFromOutside(long nowMillis, ShownMessages.Entry entry) {
    Message message = entry.shown();
    Set<String> receivers = new HashSet<>(Set.of(entry.clientId()));
    publications.add(new Publication(nowMillis, message.content(), receivers));
    for (BrokerSession session : sessions.values()) {
      List<Qos> granted = session.granted(message.topic(), nowMillis);
      if (!granted.isEmpty() && receivers.add(session.clientId())) {
        sendFromOutside(nowMillis, session, Outgoing.forwarded(message, granted, true));
      }
    }
  }

  private void sendFromOutside(long nowMillis, BrokerSession session, Outgoing message) {
    ShownMessages messages = shown(session.clientId());
    Message usual = message.usual();
    if (session.isListening()) {
      long settled = nowMillis - CROSSING_MILLIS;
      messages.route(nowMillis, message, !session.granted(usual.topic(), settled).isEmpty());
      sent(nowMillis, session);
    } else {
      keep(session, message);
    }
  }

  /** QoS 0 messages are not kept; the capture may show that one had another QoS. */
  private void keep(BrokerSession session, Outgoing message) {
    Message least = message.least();
    if (least.qos().isAcknowledged() || shown(session.clientId()).shows(least.content())) {
      session.keep(message);
    }
  }
}
