package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The broker behind the bridge, which answers when and what a fuzzer chooses. */
final class FuzzedBroker {
  private static final int MAX_PENDING = 1_000;
  private static final int PACKET_IDS = 60;
  private static final List<String> TOPICS =
      List.of("t/0", "t/1", "t/2", "t/7", "ab", "pre/one", "t/" + "long/".repeat(12) + "name");

  private final FuzzJudge judge;
  private final List<BrokerCommand> pending = new ArrayList<>();
  private final Map<Long, MessageArrived> inFlight = new HashMap<>();

  /** PUBRELs of messages of an earlier life, by client and packet id, until they are completed. */
  private final Set<String> released = new HashSet<>();

  private long lastDelivery;
  private int lastPacketId;
  private int messages;

  FuzzedBroker(FuzzJudge judge) {
    this.judge = judge;
  }

  /**
   * @param promise whether it acknowledges what is stored and not delivered
   */
  void on(BrokerCommand command, boolean promise) {
    judge.onCommand(command);
    if (command instanceof BrokerCommand.AckDown ack) {
      acknowledged(ack, promise);
    } else if (command instanceof BrokerCommand.ReceivedDown received) {
      inFlight(command, received.delivery(), Qos.EXACTLY_ONCE);
    } else if (command instanceof BrokerCommand.CompletedDown completed) {
      inFlight.values().removeIf(m -> isOf(m, completed.clientId(), completed.packetId()));
      released.remove(exchange(completed.clientId(), completed.packetId()));
    } else if (command instanceof BrokerCommand.Refuse refuse) {
      assertTrue(inFlight.remove(refuse.delivery()) != null, refuse::toString);
    }
    if (pending.size() < MAX_PENDING) {
      pending.add(command);
    }
  }

  /** One that was acknowledged already, as it was stored, is acknowledged again by the node. */
  private void acknowledged(BrokerCommand.AckDown ack, boolean promise) {
    MessageArrived message = inFlight(ack, ack.delivery(), Qos.AT_LEAST_ONCE);
    if (message != null) {
      inFlight.remove(ack.delivery());
      judge.onAckDown(message, promise);
    }
  }

  /** The message of that delivery, or null where it is not in flight any more. */
  private MessageArrived inFlight(BrokerCommand command, long delivery, Qos qos) {
    MessageArrived message = inFlight.get(delivery);
    assertTrue(delivery <= lastDelivery, () -> "a delivery that never was: " + command);
    assertTrue(
        message == null || (message.qos() == qos && message.clientId().equals(command.clientId())),
        () -> command + " does not fit " + message);
    return message;
  }

  private static boolean isOf(MessageArrived message, String clientId, int packetId) {
    return message.clientId().equals(clientId) && message.packetId() == packetId;
  }

  /** The gateway is gone: nobody waits for an answer, and all links are down. */
  void forgets() {
    pending.clear();
    inFlight.clear();
    released.clear();
  }

  boolean hasAnswers() {
    return !pending.isEmpty();
  }

  /** The answer to one of the commands that wait for it; null where none is due. */
  BrokerEvent answer(int choice) {
    return pending.isEmpty() ? null : answer(pending.remove(choice % pending.size()), choice);
  }

  private static BrokerEvent answer(BrokerCommand command, int choice) {
    String id = command.clientId();
    if (command instanceof BrokerCommand.Open open) {
      return choice == 0xFF
          ? new BrokerEvent.OpenFailed(id, ReturnCode.CONGESTION, "refused")
          : new BrokerEvent.Opened(id, !open.cleanSession());
    } else if (command instanceof BrokerCommand.Restore
        || command instanceof BrokerCommand.Resume) {
      return new BrokerEvent.LinkUp(id, true);
    } else if (command instanceof BrokerCommand.Publish c && c.qos() == Qos.AT_LEAST_ONCE) {
      return new BrokerEvent.PublishAcked(id, c.packetId());
    } else if (command instanceof BrokerCommand.Publish c && c.qos() == Qos.EXACTLY_ONCE) {
      return new BrokerEvent.PublishReceived(id, c.packetId());
    } else if (command instanceof BrokerCommand.Release c) {
      return new BrokerEvent.PublishCompleted(id, c.packetId());
    } else if (command instanceof BrokerCommand.Subscribe c) {
      return new BrokerEvent.SubscribeAcked(id, c.packetId(), choice == 0xFF ? null : c.qos());
    } else if (command instanceof BrokerCommand.Unsubscribe c) {
      return new BrokerEvent.UnsubscribeAcked(id, c.packetId());
    }
    return null;
  }

  /** A message for a client, whatever its link: client, topic, QoS and size. */
  BrokerEvent message(FuzzOctets in) {
    String clientId = judge.client(in.octet());
    String topic = TOPICS.get(in.below(TOPICS.size()));
    int choice = in.octet();
    Qos qos = Qos.ofBits(choice % 3);
    boolean acknowledged = qos.isAcknowledged();
    String filling = "-".repeat(choice > 0xF0 ? 10 * choice : choice % 80);
    MessageArrived message =
        new MessageArrived(
            clientId,
            acknowledged ? ++lastDelivery : 0,
            acknowledged ? packetId(clientId) : 0,
            topic,
            qos,
            false,
            Octets.utf8("d" + messages++ + filling));
    if (acknowledged) {
      inFlight.put(message.delivery(), message);
    }
    return message;
  }

  private static String exchange(String clientId, int packetId) {
    return clientId + " " + packetId;
  }

  /** One that is not in flight; the first where all are. */
  private int packetId(String clientId) {
    for (int tries = 0; tries < PACKET_IDS; tries++) {
      lastPacketId = lastPacketId % PACKET_IDS + 1;
      int candidate = lastPacketId;
      if (!released.contains(exchange(clientId, candidate))
          && inFlight.values().stream().noneMatch(m -> isOf(m, clientId, candidate))) {
        break;
      }
    }
    return lastPacketId;
  }

  /** An event that nobody asked for, or that comes late: kind, client, packet id. */
  BrokerEvent event(FuzzOctets in) {
    int kind = in.below(12);
    String id = judge.client(in.octet());
    int choice = in.octet();
    int packetId = choice < 0x80 ? choice % 8 : 0xFFFF - choice % 8;
    return switch (kind) {
      case 0 -> new BrokerEvent.Opened(id, (choice & 1) != 0);
      case 1 -> new BrokerEvent.OpenFailed(id, ReturnCode.ofCode(choice & 3), "late");
      case 2, 3 -> new BrokerEvent.LinkDown(id, "a play");
      case 4 -> new BrokerEvent.LinkUp(id, (choice & 1) != 0);
      case 5 -> new BrokerEvent.TakenOver(id);
      case 6 -> new BrokerEvent.PublishAcked(id, packetId);
      case 7 -> new BrokerEvent.PublishReceived(id, packetId);
      case 8 -> new BrokerEvent.PublishCompleted(id, packetId);
      case 9 -> new BrokerEvent.SubscribeAcked(id, packetId, Qos.AT_LEAST_ONCE);
      case 10 -> new BrokerEvent.UnsubscribeAcked(id, packetId);
      default -> release(id, 1 + choice % PACKET_IDS);
    };
  }

  private BrokerEvent release(String clientId, int packetId) {
    released.add(exchange(clientId, packetId));
    return new BrokerEvent.ReleaseArrived(clientId, packetId);
  }
}
