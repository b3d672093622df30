package dev.mqttsn.gateway;

import dev.mqttsn.gateway.Recording.Datagram;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One socket of a recording and what is known of the client behind it. */
final class Party {
  /** An exchange that the gateway has begun: the type of its first message and its MsgId. */
  record Begun(boolean register, int msgId) {}

  final String name;
  final Play.Node node;
  final IdMap ids;
  final Map<String, TopicIdType> filters = new HashMap<>();
  final Map<Begun, Integer> copies = new HashMap<>();
  final Map<Begun, Message> messages = new HashMap<>();
  final Set<Begun> open = new HashSet<>();
  final Set<Begun> lostAnswers = new HashSet<>();
  final List<Datagram> early = new ArrayList<>();
  String clientId = "";
  boolean asleep;
  boolean awaitsPingResp;

  Party(String name, Play.Node node, IdMap ids) {
    this.name = name;
    this.node = node;
    this.ids = ids;
  }

  /** The exchange that an answer of the client belongs to; null where it is no such answer. */
  static Begun answered(Frame answer) {
    if (answer instanceof Frame.RegAck ack) {
      return new Begun(true, ack.msgId());
    } else if (answer instanceof Frame.PubAck ack) {
      return new Begun(false, ack.msgId());
    } else if (answer instanceof Frame.PubRec received) {
      return new Begun(false, received.msgId());
    } else if (answer instanceof Frame.PubComp completed) {
      return new Begun(false, completed.msgId());
    }
    return null;
  }

  /** A new connection, or the end of one: nothing begun goes on unseen. */
  void forgetsExchanges() {
    open.clear();
    awaitsPingResp = false;
  }

  @Override
  public String toString() {
    return name + " (" + clientId + ")";
  }
}
