package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A broker behind the bridge that does what it is told: sessions, filters, retained messages,
 * forwarding among the nodes. It answers at once, acknowledgements before messages.
 */
final class SmallBroker implements Play.Actor {
  private static final class Session {
    private final boolean clean;
    private final Map<String, Qos> filters = new LinkedHashMap<>();
    private final Map<Long, Message> told = new TreeMap<>();
    private final Map<Integer, Long> deliveries = new TreeMap<>();
    private final Map<Integer, Message> incoming = new TreeMap<>();
    private final List<Message> waiting = new ArrayList<>();
    private boolean connected;

    private Session(boolean clean) {
      this.clean = clean;
    }
  }

  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<String, Message> retained = new LinkedHashMap<>();
  private final Map<String, List<Message>> acknowledged = new TreeMap<>();
  private final List<Message> received = new ArrayList<>();
  private long lastDelivery;
  private int lastPacketId = 900;

  /** Every PUBLISH of the gateway, in order. */
  List<Message> received() {
    return received;
  }

  /** The QoS 1 and 2 messages whose delivery to this client the gateway has reported. */
  List<Message> acknowledged(String clientId) {
    return acknowledged.getOrDefault(clientId, List.of());
  }

  /** Another MQTT client publishes; the result is to be told to the gateway. */
  Deque<BrokerEvent> publishes(Message message) {
    Deque<BrokerEvent> events = new ArrayDeque<>();
    forward(message, events);
    return events;
  }

  @Override
  public void on(BrokerCommand command, Deque<BrokerEvent> answers) {
    String id = command.clientId();
    if (command instanceof BrokerCommand.Open open) {
      open(open, answers);
    } else if (command instanceof BrokerCommand.Close) {
      close(id);
    } else if (command instanceof BrokerCommand.Subscribe subscribe) {
      subscribe(subscribe, answers);
    } else if (command instanceof BrokerCommand.Unsubscribe unsubscribe) {
      sessions.get(id).filters.remove(unsubscribe.filter());
      answers.add(new BrokerEvent.UnsubscribeAcked(id, unsubscribe.packetId()));
    } else if (command instanceof BrokerCommand.Publish publish) {
      publish(publish, answers);
    } else if (command instanceof BrokerCommand.Release release) {
      Message message = sessions.get(id).incoming.remove(release.packetId());
      answers.add(new BrokerEvent.PublishCompleted(id, release.packetId()));
      if (message != null) {
        forward(message, answers);
      }
    } else if (command instanceof BrokerCommand.AckDown ack) {
      settled(id, ack.delivery());
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      sessions.get(id).deliveries.entrySet().stream()
          .filter(entry -> entry.getValue() == received.delivery())
          .forEach(entry -> answers.add(new BrokerEvent.ReleaseArrived(id, entry.getKey())));
    } else if (command instanceof BrokerCommand.CompletedDown completed) {
      settled(id, sessions.get(id).deliveries.get(completed.packetId()));
    } else if (!(command instanceof BrokerCommand.Resume)) {
      throw new AssertionError("no recording asks for " + command);
    }
  }

  private void open(BrokerCommand.Open open, Deque<BrokerEvent> answers) {
    String id = open.clientId();
    Session session = open.cleanSession() ? null : sessions.get(id);
    boolean present = session != null;
    if (!present) {
      session = new Session(open.cleanSession());
      session.filters.putAll(open.subscriptions());
      sessions.put(id, session);
    }
    session.connected = true;
    answers.add(new BrokerEvent.Opened(id, present));
    List<Message> waiting = List.copyOf(session.waiting);
    session.waiting.clear();
    for (Message message : waiting) {
      tell(id, session, message, answers);
    }
  }

  private void close(String id) {
    Session session = sessions.get(id);
    if (session != null && session.clean) {
      sessions.remove(id);
    } else if (session != null) {
      session.connected = false;
    }
  }

  private void subscribe(BrokerCommand.Subscribe subscribe, Deque<BrokerEvent> answers) {
    String id = subscribe.clientId();
    Session session = sessions.get(id);
    session.filters.put(subscribe.filter(), subscribe.qos());
    answers.add(new BrokerEvent.SubscribeAcked(id, subscribe.packetId(), subscribe.qos()));
    for (Message message : retained.values()) {
      if (message.matches(subscribe.filter())) {
        tell(id, session, message.withQosAtMost(subscribe.qos().bits()), answers);
      }
    }
  }

  private void publish(BrokerCommand.Publish publish, Deque<BrokerEvent> answers) {
    String id = publish.clientId();
    Message message =
        new Message(publish.topic(), publish.qos().bits(), publish.retain(), publish.payload());
    received.add(message);
    switch (publish.qos()) {
      case AT_MOST_ONCE -> forward(message, answers);
      case AT_LEAST_ONCE -> {
        answers.add(new BrokerEvent.PublishAcked(id, publish.packetId()));
        forward(message, answers);
      }
      case EXACTLY_ONCE -> {
        sessions.get(id).incoming.put(publish.packetId(), message);
        answers.add(new BrokerEvent.PublishReceived(id, publish.packetId()));
      }
      case MINUS_ONE -> throw new AssertionError("QoS -1 does not exist in MQTT");
    }
  }

  private void forward(Message message, Deque<BrokerEvent> answers) {
    if (message.retain()) {
      retained.put(message.topic(), message);
    }
    sessions.forEach(
        (id, session) ->
            session.filters.forEach(
                (filter, qos) -> {
                  if (message.matches(filter)) {
                    tell(id, session, message.forwarded().withQosAtMost(qos.bits()), answers);
                  }
                }));
  }

  private void tell(String id, Session session, Message message, Deque<BrokerEvent> answers) {
    if (!session.connected) {
      if (message.qos() > 0) {
        session.waiting.add(message);
      }
      return;
    }
    long delivery = message.qos() > 0 ? ++lastDelivery : 0;
    int packetId = message.qos() > 0 ? ++lastPacketId : 0;
    if (message.qos() > 0) {
      session.told.put(delivery, message);
      session.deliveries.put(packetId, delivery);
    }
    answers.add(
        new BrokerEvent.MessageArrived(
            id,
            delivery,
            packetId,
            message.topic(),
            Qos.ofBits(message.qos()),
            message.retain(),
            message.payload()));
  }

  private void settled(String id, Long delivery) {
    Message message = delivery == null ? null : sessions.get(id).told.remove(delivery);
    if (message == null) {
      throw new AssertionError("the broker has sent no such message to " + id);
    }
    acknowledged.computeIfAbsent(id, key -> new ArrayList<>()).add(message);
  }
}
