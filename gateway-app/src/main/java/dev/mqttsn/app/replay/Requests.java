package dev.mqttsn.app.replay;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Qos;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each node has asked last, so that an answer of the gateway finds its request. A request has
 * the number of its message in the capture; copies of it have the same.
 */
final class Requests {
  /** No request of the node is known. */
  static final int NONE = -1;

  private record Key(FrameType type, int msgId) {}

  /** One request, as the gateway of this side heard it. */
  record Request(int number, Frame frame) {}

  private final Map<NodeAddress, Map<Key, Request>> nodes = new HashMap<>();

  void add(NodeAddress node, Frame frame, int number) {
    Request request = new Request(number, frame);
    nodes.computeIfAbsent(node, unknown -> new HashMap<>(4)).put(keyOfRequest(frame), request);
  }

  /** The last request of the node that has the same kind and MsgId. */
  Optional<Request> like(NodeAddress node, Frame frame) {
    return find(node, keyOfRequest(frame));
  }

  /** What the gateway's message answers. */
  Optional<Request> answeredBy(NodeAddress node, Frame answer) {
    return find(node, keyOfAnswer(answer));
  }

  private Optional<Request> find(NodeAddress node, Key key) {
    return Optional.ofNullable(nodes.getOrDefault(node, Map.of()).get(key));
  }

  private static Key keyOfRequest(Frame frame) {
    return switch (frame.type()) {
      case CONNECT, WILLTOPIC, WILLMSG -> new Key(FrameType.CONNECT, 0);
      case REGISTER -> new Key(FrameType.REGISTER, ((Frame.Register) frame).msgId());
      case PUBLISH -> new Key(FrameType.PUBLISH, msgId((Frame.Publish) frame));
      case PUBREL -> new Key(FrameType.PUBREL, ((Frame.PubRel) frame).msgId());
      case SUBSCRIBE -> new Key(FrameType.SUBSCRIBE, ((Frame.Subscribe) frame).msgId());
      case UNSUBSCRIBE -> new Key(FrameType.UNSUBSCRIBE, ((Frame.Unsubscribe) frame).msgId());
      default -> new Key(frame.type(), 0);
    };
  }

  private static int msgId(Frame.Publish publish) {
    return publish.qos() == Qos.AT_MOST_ONCE ? 0 : publish.msgId();
  }

  private static Key keyOfAnswer(Frame frame) {
    return switch (frame.type()) {
      case CONNACK, WILLTOPICREQ, WILLMSGREQ -> new Key(FrameType.CONNECT, 0);
      case REGACK -> new Key(FrameType.REGISTER, ((Frame.RegAck) frame).msgId());
      case PUBACK -> new Key(FrameType.PUBLISH, ((Frame.PubAck) frame).msgId());
      case PUBREC -> new Key(FrameType.PUBLISH, ((Frame.PubRec) frame).msgId());
      case PUBCOMP -> new Key(FrameType.PUBREL, ((Frame.PubComp) frame).msgId());
      case SUBACK -> new Key(FrameType.SUBSCRIBE, ((Frame.SubAck) frame).msgId());
      case UNSUBACK -> new Key(FrameType.UNSUBSCRIBE, ((Frame.UnsubAck) frame).msgId());
      case PINGRESP -> new Key(FrameType.PINGREQ, 0);
      case GWINFO -> new Key(FrameType.SEARCHGW, 0);
      case WILLTOPICRESP -> new Key(FrameType.WILLTOPICUPD, 0);
      case WILLMSGRESP -> new Key(FrameType.WILLMSGUPD, 0);
      default -> new Key(frame.type(), -1);
    };
  }
}
