package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Meaning.Essence;
import dev.mqttsn.app.replay.Requests.Request;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.ReturnCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the two gateways, the captured or the fresh one, and its nodes: follows what is said and
 * tells what it means.
 */
final class Side {
  private final PredefinedTopics predefined;
  private final Map<String, ClientView> clients = new HashMap<>();
  private final Map<NodeAddress, ClientView> nodes = new HashMap<>();
  private final Requests requests = new Requests();

  Side(PredefinedTopics predefined) {
    this.predefined = predefined;
  }

  Requests requests() {
    return requests;
  }

  /** The client that speaks from there; a nameless one where none has told its id. */
  ClientView client(NodeAddress node) {
    return nodes.computeIfAbsent(node, unknown -> new ClientView(ClientView.NOBODY, predefined));
  }

  /** A client by its id. */
  ClientView client(String clientId) {
    return clients.computeIfAbsent(clientId, unknown -> new ClientView(clientId, predefined));
  }

  /**
   * A node speaks.
   *
   * @param number the number of the request that it is
   */
  void hears(NodeAddress node, Frame frame, int number) {
    requests.add(node, frame, number);
    if (frame instanceof Frame.Connect connect) {
      String clientId = connect.clientId().text();
      if (clientId != null && !clientId.isEmpty()) {
        bind(node, client(clientId));
        client(node).connects(connect);
      }
      return;
    }
    if (frame instanceof Frame.PingReq ping) {
      follow(node, ping);
    }
    client(node).hears(frame);
  }

  /** A sleeper may wake at another address. */
  private void follow(NodeAddress node, Frame.PingReq ping) {
    ClientView client = clients.get(ping.clientId().text());
    if (client != null && client.isAsleep()) {
      bind(node, client);
    }
  }

  private void bind(NodeAddress node, ClientView client) {
    nodes.values().removeIf(each -> each == client);
    nodes.put(node, client);
  }

  /** The gateway speaks to a node. */
  Meaning says(NodeAddress node, Frame frame) {
    ClientView client = client(node);
    return switch (frame.type()) {
      case ADVERTISE, PINGREQ -> new Meaning.Unasked();
      case REGISTER -> client.registers((Frame.Register) frame);
      case PUBLISH -> client.publishes((Frame.Publish) frame);
      case PUBREL -> client.releases((Frame.PubRel) frame);
      case DISCONNECT -> new Meaning.Parting(new Essence(frame.type(), "", List.of(frame)));
      case PINGRESP -> client.isAwake() ? endsWake(client) : reply(node, frame);
      default -> reply(node, frame);
    };
  }

  /** It belongs to the messages: its place behind them is what counts. */
  private static Meaning endsWake(ClientView client) {
    client.endsWake();
    return Meaning.Delivery.of(new Essence(FrameType.PINGRESP, "", List.of()), false);
  }

  private Meaning reply(NodeAddress node, Frame frame) {
    Optional<Request> request = requests.answeredBy(node, frame);
    return new Meaning.Reply(
        request.map(Request::number).orElse(Requests.NONE),
        essence(client(node), frame, request.map(Request::frame)));
  }

  private static Essence essence(ClientView client, Frame frame, Optional<Frame> request) {
    if (frame instanceof Frame.RegAck ack) {
      return new Essence(
          FrameType.REGACK, client.learns(ack), List.of(ack.msgId(), ack.returnCode()));
    }
    if (frame instanceof Frame.SubAck ack) {
      boolean accepted = ack.returnCode() == ReturnCode.ACCEPTED;
      Object qos = accepted ? ack.grantedQos() : "no QoS";
      List<Object> rest = List.of(ack.msgId(), qos, ack.returnCode());
      return new Essence(FrameType.SUBACK, client.learns(ack), rest);
    }
    if (frame instanceof Frame.PubAck ack) {
      boolean echo =
          request.isPresent()
              && request.get() instanceof Frame.Publish publish
              && publish.topicId() == ack.topicId();
      Object topicId = echo ? "the same topic id" : ack.topicId();
      return new Essence(FrameType.PUBACK, "", List.of(topicId, ack.msgId(), ack.returnCode()));
    }
    return new Essence(frame.type(), "", List.of(frame));
  }
}
