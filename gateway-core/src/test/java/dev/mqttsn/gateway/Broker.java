package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The broker behind the bridge. It answers by itself unless it is silent. What it was asked is kept
 * as one readable line a command, which {@link #gets} expects in order.
 */
final class Broker {
  private final Consumer<BrokerEvent> tell;
  private final Deque<String> heard = new ArrayDeque<>();
  private final List<BrokerCommand> history = new ArrayList<>();
  private final Deque<BrokerCommand> unanswered = new ArrayDeque<>();
  private final Set<String> sessions = new HashSet<>();
  private final Map<Long, MessageArrived> inFlight = new HashMap<>();
  private final Set<String> suspended = new HashSet<>();
  private final Set<String> linked = new HashSet<>();
  private final Map<String, List<MessageArrived>> kept = new HashMap<>();
  private boolean silent;
  private boolean refusesSubscriptions;
  private boolean forgets;
  private ReturnCode refusal;
  private long lastDelivery;
  private int lastPacketId = 500;

  Broker(Consumer<BrokerEvent> tell) {
    this.tell = tell;
  }

  /** From now on nothing is answered. */
  Broker silent() {
    silent = true;
    return this;
  }

  /** Answers what it was asked while it was silent, and everything from now on. */
  Broker answers() {
    silent = false;
    while (!unanswered.isEmpty()) {
      answer(unanswered.poll());
    }
    return this;
  }

  /** From now on every Open fails with this code; ACCEPTED ends it. */
  Broker refuses(ReturnCode code) {
    refusal = code == ReturnCode.ACCEPTED ? null : code;
    return this;
  }

  Broker refusesSubscriptions() {
    refusesSubscriptions = true;
    return this;
  }

  /** From now on no session is present, as after a broker lost its store. */
  Broker forgets() {
    forgets = true;
    return this;
  }

  void on(BrokerCommand command) {
    history.add(command);
    check(command);
    String line = line(command);
    if (!(command instanceof BrokerCommand.Resume)) {
      heard.add(line);
    }
    if (silent) {
      unanswered.add(command);
    } else {
      answer(command);
    }
  }

  private void answer(BrokerCommand command) {
    String id = command.clientId();
    if (command instanceof BrokerCommand.Open open) {
      suspended.remove(id);
      linked.remove(id);
      answerOpen(open);
    } else if (command instanceof BrokerCommand.Close) {
      linked.remove(id);
      suspended.remove(id);
      kept.remove(id);
    } else if (command instanceof BrokerCommand.Suspend) {
      suspended.add(id);
    } else if (command instanceof BrokerCommand.Resume) {
      resume(id);
    } else if (command instanceof BrokerCommand.Refuse refused) {
      keep(inFlight.remove(refused.delivery()));
    } else if (command instanceof BrokerCommand.Publish publish) {
      if (publish.qos() == Qos.AT_LEAST_ONCE) {
        tell(new BrokerEvent.PublishAcked(id, publish.packetId()));
      } else if (publish.qos() == Qos.EXACTLY_ONCE) {
        tell(new BrokerEvent.PublishReceived(id, publish.packetId()));
      }
    } else if (command instanceof BrokerCommand.Release release) {
      tell(new BrokerEvent.PublishCompleted(id, release.packetId()));
    } else if (command instanceof BrokerCommand.Subscribe s) {
      Qos granted = refusesSubscriptions ? null : s.qos();
      tell(new BrokerEvent.SubscribeAcked(id, s.packetId(), granted));
    } else if (command instanceof BrokerCommand.Unsubscribe u) {
      tell(new BrokerEvent.UnsubscribeAcked(id, u.packetId()));
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      MessageArrived message = inFlight.get(received.delivery());
      tell(new BrokerEvent.ReleaseArrived(id, message.packetId()));
    }
  }

  /** Whether the client has a link that was opened and not closed. */
  boolean isLinked(String clientId) {
    return linked.contains(clientId);
  }

  private void keep(MessageArrived message) {
    kept.computeIfAbsent(message.clientId(), id -> new ArrayList<>()).add(message);
  }

  /** A suspended link is up again: what was refused and what came meanwhile follows. */
  private void resume(String id) {
    if (suspended.remove(id)) {
      tell(new BrokerEvent.LinkUp(id, true));
      List<MessageArrived> again = kept.remove(id);
      if (again != null) {
        again.forEach(m -> sends(id, m.topic(), m.qos().bits(), m.retain(), m.payload()));
      }
    }
  }

  private void answerOpen(BrokerCommand.Open open) {
    String id = open.clientId();
    if (refusal != null) {
      tell(new BrokerEvent.OpenFailed(id, refusal, "refused in a play"));
      return;
    }
    boolean present = !open.cleanSession() && !forgets && sessions.contains(id);
    if (open.cleanSession()) {
      sessions.remove(id);
    } else {
      sessions.add(id);
    }
    linked.add(id);
    tell(new BrokerEvent.Opened(id, present));
  }

  /** Promises that hold in every play: an acknowledgement is for a message of that QoS, once. */
  private void check(BrokerCommand command) {
    if (command instanceof BrokerCommand.AckDown ack) {
      MessageArrived message = inFlight.remove(ack.delivery());
      assertTrue(message != null && message.qos() == Qos.AT_LEAST_ONCE, "AckDown fits: " + ack);
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      MessageArrived message = inFlight.get(received.delivery());
      assertTrue(message != null && message.qos() == Qos.EXACTLY_ONCE, "fits: " + received);
    } else if (command instanceof BrokerCommand.Publish publish) {
      assertTrue(publish.qos() != Qos.MINUS_ONE, "no QoS -1 in MQTT");
      assertEquals(
          publish.qos().isAcknowledged(), publish.packetId() != 0, "packet id: " + publish);
      boolean legal = !publish.topic().isEmpty() && publish.topic().indexOf('\0') < 0;
      boolean wild = publish.topic().contains("#") || publish.topic().contains("+");
      assertTrue(legal && !wild, "a topic to publish to: " + publish);
    }
  }

  /** The next commands, in order, in words; see {@link #line}. */
  Broker gets(String... lines) {
    for (String line : lines) {
      assertEquals(line, heard.poll(), () -> "the broker gets; then " + heard);
    }
    return this;
  }

  Broker getsNothing() {
    assertEquals(List.of(), List.copyOf(heard), "the broker gets nothing");
    return this;
  }

  /** Drops what was heard so far and not expected. */
  Broker forget() {
    heard.clear();
    return this;
  }

  /** Drops all that was ever asked, for plays with much of it. */
  void forgetHistory() {
    heard.clear();
    history.clear();
  }

  int unread() {
    return heard.size();
  }

  /** Drops what was heard after that many lines. */
  void forgetAfter(int count) {
    while (heard.size() > count) {
      heard.removeLast();
    }
  }

  /** All that was ever asked, of one kind. */
  <T extends BrokerCommand> List<T> all(Class<T> kind) {
    return history.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** A command in words. */
  static String line(BrokerCommand command) {
    String id = command.clientId().equals(BrokerCommand.GATEWAY) ? "gateway" : command.clientId();
    if (command instanceof BrokerCommand.Open c) {
      String doubt = c.inDoubt() ? " in doubt" : "";
      return id
          + " open clean=%s keepAlive=%d".formatted(c.cleanSession(), c.keepAliveSeconds())
          + doubt;
    } else if (command instanceof BrokerCommand.Restore c) {
      return id + " restore" + (c.inDoubt() ? " in doubt" : "");
    } else if (command instanceof BrokerCommand.Publish c) {
      String number = c.packetId() == 0 ? "" : " #" + c.packetId();
      String retain = c.retain() ? " retain" : "";
      String payload = new String(c.payload().array(), StandardCharsets.UTF_8);
      return id
          + " publish"
          + number
          + " "
          + c.topic()
          + " q"
          + c.qos().bits()
          + retain
          + " "
          + payload;
    } else if (command instanceof BrokerCommand.Subscribe c) {
      return id + " subscribe " + c.filter() + " q" + c.qos().bits();
    } else if (command instanceof BrokerCommand.Unsubscribe c) {
      return id + " unsubscribe " + c.filter();
    } else if (command instanceof BrokerCommand.Release c) {
      return id + " release #" + c.packetId();
    } else if (command instanceof BrokerCommand.AckDown c) {
      return id + " ack " + c.delivery();
    } else if (command instanceof BrokerCommand.ReceivedDown c) {
      return id + " received " + c.delivery();
    } else if (command instanceof BrokerCommand.CompletedDown c) {
      return id + " completed #" + c.packetId();
    } else if (command instanceof BrokerCommand.Refuse c) {
      return id + " refuse " + c.delivery();
    }
    String name = command.getClass().getSimpleName();
    return id + " " + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  void tell(BrokerEvent event) {
    tell.accept(event);
  }

  /** A message for a client arrives; its number is the one in "ack" and "received" lines. */
  MessageArrived sends(String clientId, String topic, int qos, String payload) {
    return sends(clientId, topic, qos, false, Octets.utf8(payload));
  }

  MessageArrived sends(String clientId, String topic, int qos, boolean retain, Octets payload) {
    MessageArrived message =
        new MessageArrived(
            clientId,
            qos == 0 ? 0 : ++lastDelivery,
            qos == 0 ? 0 : ++lastPacketId,
            topic,
            Qos.ofBits(qos),
            retain,
            payload);
    if (suspended.contains(clientId)) {
      keep(message);
      return message;
    }
    if (qos > 0) {
      inFlight.put(message.delivery(), message);
    }
    tell(message);
    return message;
  }

  Broker acks(String clientId, int packetId) {
    tell(new BrokerEvent.PublishAcked(clientId, packetId));
    return this;
  }
}
