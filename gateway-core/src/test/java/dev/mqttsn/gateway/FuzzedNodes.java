package dev.mqttsn.gateway;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes at a few places on two links, some behind a forwarder; what they say a fuzzer chooses. */
final class FuzzedNodes {
  /** Places from here on are behind a forwarder at place 0. */
  static final int FORWARDED = 6;

  private static final int PLACES = 8;
  private static final int MAX_UNANSWERED = 20;
  private static final int ENVELOPE_HEADER = 3;
  private static final List<String> NAMES =
      List.of("t/0", "t/1", "t/2", "t/3", "t/4", "t/5", "ab", "t/" + "long/".repeat(12) + "name");
  private static final List<String> FILTERS = List.of("#", "t/+", "t/#", "+/0", "ac", "a/#/b", "");

  private final List<NodeAddress> places = new ArrayList<>();
  private final Map<NodeAddress, Deque<Frame>> unanswered = new HashMap<>();
  private final Map<NodeAddress, Frame> said = new HashMap<>();
  private final List<Integer> topicIds = new ArrayList<>(List.of(1));
  private int messages;

  /** The places on these links: the first of them has addresses like UDP's. */
  void moveTo(List<Link> links) {
    for (int i = 0; i < 4; i++) {
      byte[] udp = {10, 0, 0, (byte) (i < 3 ? i : 2), 0x20, (byte) i};
      places.add(NodeAddress.direct(links.get(0), Octets.wrap(udp)));
    }
    for (int i = 4; i < FORWARDED; i++) {
      places.add(NodeAddress.direct(links.get(1), Octets.wrap(new byte[] {(byte) i})));
    }
    for (int i = FORWARDED; i < PLACES; i++) {
      places.add(places.get(0).behind(Octets.wrap(new byte[] {(byte) i, 0})));
    }
  }

  NodeAddress place(int choice) {
    return places.get(choice % PLACES);
  }

  /** The datagram as the place's forwarder passes it on. */
  static byte[] enveloped(NodeAddress from, byte[] message) {
    if (!from.isForwarded()) {
      return message;
    }
    int header = ENVELOPE_HEADER + from.nodeId().length();
    ByteBuffer out = ByteBuffer.allocate(header + message.length);
    out.put((byte) header).put((byte) FrameType.ENCAPSULATION).put((byte) 0);
    from.nodeId().writeTo(out);
    return out.put(message).array();
  }

  void hears(NodeAddress at, Frame frame) {
    if (frame instanceof Frame.RegAck ack && ack.returnCode() == ReturnCode.ACCEPTED) {
      topicIds.add(ack.topicId());
    }
    Deque<Frame> open = unanswered.computeIfAbsent(at, a -> new ArrayDeque<>());
    if (answer(frame) != null && open.size() < MAX_UNANSWERED) {
      open.add(frame);
    }
  }

  /** The right answer to the oldest message that has none, or null where all have. */
  Frame reply(NodeAddress from) {
    Frame heard = unanswered.getOrDefault(from, new ArrayDeque<>()).poll();
    return heard == null ? null : answer(heard);
  }

  private static Frame answer(Frame heard) {
    if (heard instanceof Frame.Register f) {
      return new Frame.RegAck(f.topicId(), f.msgId(), ReturnCode.ACCEPTED);
    } else if (heard instanceof Frame.Publish f && f.qos() == Qos.AT_LEAST_ONCE) {
      return new Frame.PubAck(f.topicId(), f.msgId(), ReturnCode.ACCEPTED);
    } else if (heard instanceof Frame.Publish f && f.qos() == Qos.EXACTLY_ONCE) {
      return new Frame.PubRec(f.msgId());
    } else if (heard instanceof Frame.PubRel f) {
      return new Frame.PubComp(f.msgId());
    } else if (heard instanceof Frame.PubRec f) {
      return new Frame.PubRel(f.msgId());
    } else if (heard instanceof Frame.PingReq) {
      return new Frame.PingResp();
    } else if (heard instanceof Frame.WillTopicReq) {
      return new Frame.WillTopic(Qos.AT_LEAST_ONCE, false, Octets.utf8("will"));
    } else if (heard instanceof Frame.WillMsgReq) {
      return new Frame.WillMsg(Octets.utf8("gone"));
    }
    return null;
  }

  /** A message of any kind, of few octets: the kind, flags, a number. */
  Frame frame(NodeAddress from, FuzzOctets in) {
    int kind = in.below(24);
    int flags = in.octet();
    int number = in.octet();
    Frame frame =
        switch (kind) {
          case 0, 1 -> connect(flags, number);
          case 2 -> new Frame.Register(0, flags % 6, name(number));
          case 3, 4, 5, 6 -> publish(flags, number, in.below(6));
          case 7 -> again(from, flags);
          case 8, 9 -> subscribe(flags, number);
          case 10 -> new Frame.Unsubscribe(type(flags), number % 6, topic(flags, number));
          case 11, 12 -> new Frame.Disconnect(flags * number);
          case 13, 14 -> new Frame.PingReq(clientId(flags));
          case 15 -> new Frame.PingReq(Octets.EMPTY);
          case 16 -> new Frame.WillTopic(qos(flags), (flags & 1) != 0, name(number));
          case 17 -> new Frame.WillMsg(payload(number));
          case 18 -> new Frame.WillTopicUpd(qos(flags), (flags & 1) != 0, name(number));
          case 19 -> new Frame.WillMsgUpd(payload(number));
          case 20 -> new Frame.PubRel(number % 6);
          case 21 -> new Frame.SearchGw(number);
          default -> acknowledgement(flags, number);
        };
    said.put(from, frame);
    return frame;
  }

  private static Frame connect(int flags, int seconds) {
    boolean will = (flags & 1) != 0;
    boolean clean = (flags & 2) != 0;
    int protocolId = (flags & 0xE0) == 0xE0 ? 2 : 1;
    return new Frame.Connect(will, clean, protocolId, seconds, clientId(flags >> 2));
  }

  private static Octets clientId(int choice) {
    return Octets.utf8("c" + choice % 5);
  }

  private Frame publish(int flags, int number, int msgId) {
    TopicIdType type = type(flags);
    int topicId =
        switch (type) {
          case NORMAL -> topicIds.get(number % topicIds.size());
          case PREDEFINED -> number % 4;
          case SHORT, RESERVED -> 0x6161 + number % 3;
        };
    boolean acknowledged = qos(flags).isAcknowledged();
    return new Frame.Publish(
        (flags & 4) != 0,
        qos(flags),
        (flags & 8) != 0,
        type,
        topicId,
        acknowledged ? msgId : 0,
        payload(number));
  }

  /** No two messages are the same. */
  private Octets payload(int size) {
    return Octets.utf8("m" + messages++ + "-".repeat(size % 4 == 0 ? size : 0));
  }

  /** What was said last, a PUBLISH with DUP or without. */
  private Frame again(NodeAddress from, int flags) {
    Frame last = said.getOrDefault(from, new Frame.PingReq(Octets.EMPTY));
    return last instanceof Frame.Publish f && (flags & 1) != 0 ? f.asRepetition() : last;
  }

  private static Frame subscribe(int flags, int number) {
    return new Frame.Subscribe(
        (flags & 4) != 0, qos(flags), type(flags), number % 6, topic(flags, number));
  }

  private static Octets topic(int flags, int number) {
    if (type(flags) == TopicIdType.PREDEFINED) {
      return Octets.wrap(new byte[] {0, (byte) (number % 4)});
    }
    boolean filter = (flags & 8) != 0;
    return filter ? Octets.utf8(FILTERS.get(number % FILTERS.size())) : name(number);
  }

  private static Octets name(int number) {
    return Octets.utf8(NAMES.get(number % NAMES.size()));
  }

  /** One that may fit nothing. */
  private Frame acknowledgement(int flags, int number) {
    ReturnCode code = ReturnCode.ofCode(flags >> 4 & 3);
    int topicId = topicIds.get(number % topicIds.size());
    return switch (flags & 3) {
      case 0 -> new Frame.RegAck(topicId, number, code);
      case 1 -> new Frame.PubAck(topicId, number, code);
      case 2 -> new Frame.PubRec(number);
      default -> new Frame.PubComp(number);
    };
  }

  private static Qos qos(int flags) {
    return Qos.ofBits(flags & 3);
  }

  private static TopicIdType type(int flags) {
    return TopicIdType.ofBits(flags >> 4 & 3);
  }
}
