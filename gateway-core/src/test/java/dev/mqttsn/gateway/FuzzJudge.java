package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges what the gateway says: an acknowledgement to a node only after the broker's, for the last
 * message that the node sent under that MsgId; messages only to nodes that listen; no defects.
 */
final class FuzzJudge implements GatewayObserver {
  private final Map<String, String> states = new LinkedHashMap<>();
  private final Map<NodeAddress, String> clientAt = new HashMap<>();
  private final Map<String, Up> up = new HashMap<>();
  private final Map<String, Integer> reasonsToAckDown = new HashMap<>();
  private final Set<Octets> stored = new HashSet<>();
  private final int clientIdOctets;
  private String completing;

  /**
   * @param clientIdOctets the longest client id that is not refused
   */
  FuzzJudge(int clientIdOctets) {
    this.clientIdOctets = clientIdOctets;
  }

  /** A client's publishes on their way to the broker, in one life of the gateway. */
  private static final class Up {
    private final Map<Integer, Frame.Publish> lastUnder = new HashMap<>();
    private final Map<Integer, BrokerCommand.Publish> passedOn = new HashMap<>();
    private final Set<Octets> acknowledged = new HashSet<>();
    private final Set<Octets> received = new HashSet<>();
  }

  private Up up(String clientId) {
    return up.computeIfAbsent(clientId, id -> new Up());
  }

  /** One of the clients that were seen. */
  String client(int choice) {
    List<String> clients = new ArrayList<>(states.keySet());
    return clients.isEmpty() ? "c0" : clients.get(choice % clients.size());
  }

  /** Where clients are heard, as far as they have said. */
  Map<NodeAddress, String> places() {
    return Map.copyOf(clientAt);
  }

  /** A new life of the gateway knows what it restores, and nothing of what the broker had. */
  void onRestart() {
    states.clear();
    up.clear();
    clientAt.clear();
  }

  void bind(String clientId, NodeAddress at) {
    clientAt.values().remove(clientId);
    clientAt.put(at, clientId);
  }

  void onCommand(BrokerCommand command) {
    if (command instanceof BrokerCommand.Publish publish && publish.qos().isAcknowledged()) {
      up(publish.clientId()).passedOn.put(publish.packetId(), publish);
    }
  }

  /** To be called before the gateway hears it. */
  void onEvent(BrokerEvent event) {
    completing = null;
    if (event instanceof BrokerEvent.PublishAcked acked) {
      credit(acked.clientId(), acked.packetId(), Qos.AT_LEAST_ONCE);
    } else if (event instanceof BrokerEvent.PublishReceived received) {
      credit(received.clientId(), received.packetId(), Qos.EXACTLY_ONCE);
    } else if (event instanceof BrokerEvent.PublishCompleted completed) {
      completing = completed.clientId();
    }
  }

  /** A message of the broker is on the disk. */
  void onStored(StoredSession.Message message) {
    stored.add(message.payload());
  }

  /**
   * The broker is told that it need not keep this QoS 1 message: because it is stored, or because
   * the node has acknowledged it or it was dropped, each reason for one message.
   */
  void onAckDown(BrokerEvent.MessageArrived message, boolean promise) {
    if (promise) {
      assertTrue(stored.contains(message.payload()), () -> "is not stored: " + message);
    } else {
      int left = reasonsToAckDown.merge(message.clientId(), -1, Integer::sum);
      assertTrue(left >= 0, () -> "the node has not acknowledged " + message);
    }
  }

  void onEventOver() {
    completing = null;
  }

  private void credit(String clientId, int packetId, Qos qos) {
    Up client = up(clientId);
    BrokerCommand.Publish publish = client.passedOn.get(packetId);
    if (publish != null && publish.qos() == qos) {
      (qos == Qos.AT_LEAST_ONCE ? client.acknowledged : client.received).add(publish.payload());
    }
  }

  @Override
  public void onFrameReceived(NodeAddress from, Frame frame) {
    if (frame instanceof Frame.Connect connect) {
      String clientId = connect.clientId().text();
      boolean refused = connect.clientId().length() > clientIdOctets;
      if (connect.protocolId() == 1 && TopicNames.isText(clientId) && !refused) {
        bind(clientId, from);
      }
    } else if (frame instanceof Frame.PingReq ping && !ping.clientId().isEmpty()) {
      String clientId = ping.clientId().text();
      if ("asleep".equals(states.get(clientId)) || "awake".equals(states.get(clientId))) {
        bind(clientId, from);
      }
    } else if (frame instanceof Frame.Publish publish && publish.qos().isAcknowledged()) {
      String clientId = clientAt.get(from);
      if (clientId != null && !"connecting".equals(states.get(clientId))) {
        up(clientId).lastUnder.put(publish.msgId(), publish);
      }
    } else if (frame instanceof Frame.PubAck && clientAt.containsKey(from)) {
      reasonsToAckDown.merge(clientAt.get(from), 1, Integer::sum);
    }
  }

  @Override
  public void onFrameSent(NodeAddress to, Frame frame) {
    String clientId = clientAt.get(to);
    switch (frame.type()) {
      case REGISTER, PUBLISH, PUBREL -> {
        String state = states.get(clientId);
        assertTrue(
            "active".equals(state) || "awake".equals(state), () -> frame + " while " + state);
      }
      case PUBACK -> {
        Frame.PubAck ack = (Frame.PubAck) frame;
        if (ack.returnCode() == ReturnCode.ACCEPTED) {
          checkAck(clientId, ack.msgId(), Qos.AT_LEAST_ONCE, frame);
        }
      }
      case PUBREC -> checkAck(clientId, ((Frame.PubRec) frame).msgId(), Qos.EXACTLY_ONCE, frame);
      case PUBCOMP ->
          assertTrue(
              clientId != null && clientId.equals(completing),
              () -> frame + " without the broker's");
      default -> {}
    }
  }

  private void checkAck(String clientId, int msgId, Qos qos, Frame frame) {
    Up client = up(clientId);
    Frame.Publish last = client.lastUnder.get(msgId);
    assertTrue(last != null && last.qos() == qos, () -> frame + " is for no message: " + last);
    Set<Octets> at = qos == Qos.AT_LEAST_ONCE ? client.acknowledged : client.received;
    assertTrue(at.contains(last.data()), () -> frame + " before the broker has it: " + last);
  }

  @Override
  public void onSession(String clientId, NodeAddress at, String from, String to, String reason) {
    states.put(clientId, to);
  }

  @Override
  public void onDropped(String clientId, String what, String reason) {
    if (what.equals("message")) {
      reasonsToAckDown.merge(clientId, 1, Integer::sum);
    }
  }

  @Override
  public void onDefect(String clientId, RuntimeException defect) {
    throw new AssertionError("a defect of the core, at " + clientId, defect);
  }
}
