package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A node on the stage: its name is its client id. In its scripts TT TT is the topic id that it
 * learnt last, MM MM the MsgId that the gateway used last.
 */
final class Node {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private final Stage play;
  private final String name;
  private final NodeAddress address;
  private final Deque<Frame> heard = new ArrayDeque<>();
  private final Map<String, Integer> words = new HashMap<>();

  Node(Stage play, String name, NodeAddress address) {
    this.play = play;
    this.name = name;
    this.address = address;
  }

  String name() {
    return name;
  }

  NodeAddress address() {
    return address;
  }

  void hear(Frame frame) {
    heard.add(frame);
  }

  // --- sending

  Node sends(String script) {
    return sends(Script.octets(script, words));
  }

  Node sends(Frame frame) {
    return sends(FrameEncoder.encode(frame));
  }

  /** A message as octets, wrapped where the node is behind a forwarder. */
  Node sends(byte[] message) {
    if (!address.isForwarded()) {
      play.datagram(address, message);
      return this;
    }
    int header = 3 + address.nodeId().length();
    ByteBuffer out = ByteBuffer.allocate(header + message.length);
    out.put((byte) header).put((byte) 0xFE).put((byte) 0);
    address.nodeId().writeTo(out);
    play.datagram(NodeAddress.direct(address.link(), address.address()), out.put(message).array());
    return this;
  }

  Node publishes(int qos, int topicId, int msgId, String payload) {
    return sends(publish(false, qos, topicId, msgId, payload));
  }

  Node repeats(int qos, int topicId, int msgId, String payload) {
    return sends(publish(true, qos, topicId, msgId, payload));
  }

  static Frame.Publish publish(boolean dup, int qos, int topicId, int msgId, String payload) {
    return new Frame.Publish(
        dup, Qos.ofBits(qos), false, TopicIdType.NORMAL, topicId, msgId, Octets.utf8(payload));
  }

  /** Answers the message of the gateway that it heard last with success. */
  Node acks(Frame frame) {
    if (frame instanceof Frame.Register f) {
      return sends(new Frame.RegAck(f.topicId(), f.msgId(), ReturnCode.ACCEPTED));
    } else if (frame instanceof Frame.Publish f && f.qos() == Qos.AT_LEAST_ONCE) {
      return sends(new Frame.PubAck(f.topicId(), f.msgId(), ReturnCode.ACCEPTED));
    } else if (frame instanceof Frame.Publish f && f.qos() == Qos.EXACTLY_ONCE) {
      return sends(new Frame.PubRec(f.msgId()));
    } else if (frame instanceof Frame.PubRel f) {
      return sends(new Frame.PubComp(f.msgId()));
    }
    return this;
  }

  // --- hearing

  /** The next messages, in order; names in a script stand for what they were learnt as. */
  Node hears(String... scripts) {
    for (String script : scripts) {
      Frame frame = heard.poll();
      if (frame != null) {
        learn(frame);
      }
      String expected = HEX.formatHex(Script.octets(script, words));
      assertEquals(
          expected,
          frame == null ? "nothing" : HEX.formatHex(FrameEncoder.encode(frame)),
          () -> name + " hears " + script + ", is told " + frame + ", then " + heard);
    }
    return this;
  }

  Node hears(Frame frame) {
    assertEquals(frame, heard.poll(), () -> name + " hears; then " + heard);
    learn(frame);
    return this;
  }

  <T extends Frame> T hears(Class<T> kind) {
    Frame frame = heard.poll();
    T found = assertInstanceOf(kind, frame, () -> name + " hears " + frame + "; then " + heard);
    learn(frame);
    return found;
  }

  Node hearsNothing() {
    assertEquals(List.of(), List.copyOf(heard), () -> name + " hears nothing");
    return this;
  }

  /** Everything heard and not yet expected. */
  List<Frame> hearsAll() {
    List<Frame> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  /** Hears and acknowledges, until nothing comes any more; gives what was heard. */
  List<Frame> takesAll() {
    List<Frame> all = new ArrayList<>();
    while (!heard.isEmpty()) {
      Frame frame = heard.poll();
      all.add(frame);
      learn(frame);
      acks(frame);
    }
    return all;
  }

  /** The payloads that {@link #takesAll} hears. */
  List<String> takesPayloads() {
    return payloads(takesAll());
  }

  static List<String> payloads(List<Frame> frames) {
    return frames.stream()
        .filter(Frame.Publish.class::isInstance)
        .map(frame -> ((Frame.Publish) frame).data().text())
        .toList();
  }

  private void learn(Frame frame) {
    if (frame instanceof Frame.RegAck f && f.returnCode() == ReturnCode.ACCEPTED) {
      words.put("TT", f.topicId());
    } else if (frame instanceof Frame.SubAck f && f.topicId() != 0) {
      words.put("TT", f.topicId());
    } else if (frame instanceof Frame.Register f) {
      words.put("TT", f.topicId());
      words.put("MM", f.msgId());
    } else if (frame instanceof Frame.Publish f) {
      words.put("MM", f.msgId());
    } else if (frame instanceof Frame.PubRel f) {
      words.put("MM", f.msgId());
    }
  }

  /** What TT TT or MM MM stand for now. */
  int word(String word) {
    return words.get(word);
  }

  // --- whole scenes; the broker's part in them is not to be expected again

  /** CleanSession=1, no will, keep-alive 60 s. */
  Node connects() {
    return connects(true, 60);
  }

  Node connects(boolean clean, int keepAliveSeconds) {
    int mark = play.broker.unread();
    sends(new Frame.Connect(false, clean, 1, keepAliveSeconds, Octets.utf8(name)));
    hears("03 05 00");
    play.broker.forgetAfter(mark);
    return this;
  }

  Node connectsWithWill(boolean clean, int keepAlive, String topic, int qos, String message) {
    int mark = play.broker.unread();
    sends(new Frame.Connect(true, clean, 1, keepAlive, Octets.utf8(name))).hears("02 06");
    sends(new Frame.WillTopic(Qos.ofBits(qos), false, Octets.utf8(topic))).hears("02 08");
    sends(new Frame.WillMsg(Octets.utf8(message))).hears("03 05 00");
    play.broker.forgetAfter(mark);
    return this;
  }

  int registers(String topic) {
    sends(new Frame.Register(0, 0x7001, Octets.utf8(topic)));
    Frame.RegAck ack = hears(Frame.RegAck.class);
    assertEquals(new Frame.RegAck(ack.topicId(), 0x7001, ReturnCode.ACCEPTED), ack);
    assertTrue(ack.topicId() != 0 && ack.topicId() != 0xFFFF, "an id that is not reserved");
    return ack.topicId();
  }

  int subscribes(String filter, int qos) {
    int mark = play.broker.unread();
    sends(
        new Frame.Subscribe(
            false, Qos.ofBits(qos), TopicIdType.NORMAL, 0x7002, Octets.utf8(filter)));
    Frame.SubAck ack = hears(Frame.SubAck.class);
    assertEquals(
        new Frame.SubAck(Qos.ofBits(qos), ack.topicId(), 0x7002, ReturnCode.ACCEPTED), ack);
    play.broker.forgetAfter(mark);
    return ack.topicId();
  }

  Node sleeps(int seconds) {
    return sends(new Frame.Disconnect(seconds)).hears("02 18");
  }

  Node wakes() {
    return sends(new Frame.PingReq(Octets.utf8(name)));
  }
}
