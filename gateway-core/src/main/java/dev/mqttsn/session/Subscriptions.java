package dev.mqttsn.session;

import dev.mqttsn.port.StoredSession;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame.SubAck;
import dev.mqttsn.wire.Frame.Subscribe;
import dev.mqttsn.wire.Frame.UnsubAck;
import dev.mqttsn.wire.Frame.Unsubscribe;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The filters of one client and its SUBSCRIBE and UNSUBSCRIBE requests under way (MQTT-SN 1.2 6.9).
 * SUBACK and UNSUBACK follow the broker's.
 */
final class Subscriptions {
  /** Several at once are tolerated; the specification allows a client one. */
  private static final int REQUEST_LIMIT = 16;

  private final Peer peer;
  private final BrokerSide broker;
  private final Requests requests;
  private final Registrations registrations;
  private final int limit;
  private final OctetBudget budget;
  private final Journal journal;
  private final IntSupplier freePacketId;
  private final Map<String, Subscription> byFilter = new LinkedHashMap<>(2);
  private final Map<Integer, Request> open = new LinkedHashMap<>(2);
  private Subscribe answered;
  private SubAck answer;
  private int answeredWhenBegun;

  Subscriptions(
      Peer peer,
      BrokerSide broker,
      Requests requests,
      Registrations registrations,
      int limit,
      OctetBudget budget,
      Journal journal,
      IntSupplier freePacketId) {
    this.peer = peer;
    this.broker = broker;
    this.requests = requests;
    this.registrations = registrations;
    this.limit = limit;
    this.budget = budget;
    this.journal = journal;
    this.freePacketId = freePacketId;
  }

  /** The filter is null where the request's topic cannot be resolved or is no filter. */
  void onSubscribe(Subscribe frame, String filter) {
    if (isUnderWay(frame.msgId(), filter)) {
      return;
    }
    if (isRepetition(frame)) {
      peer.send(answer);
      return;
    }
    requests.begin();
    ReturnCode objection = objection(frame, filter);
    if (objection != ReturnCode.ACCEPTED) {
      peer.send(new SubAck(Qos.AT_MOST_ONCE, 0, frame.msgId(), objection));
      return;
    }
    int packetId = freePacketId.getAsInt();
    open.put(packetId, new Request(frame, null, filter));
    broker.subscribe(packetId, filter, frame.qos());
  }

  /** Always answered with UNSUBACK; a filter that cannot be resolved is answered at once. */
  void onUnsubscribe(Unsubscribe frame, String filter) {
    if (frame.msgId() == 0 || isUnderWay(frame.msgId(), filter)) {
      return;
    }
    requests.begin();
    if (!TopicNames.isFilter(filter) || open.size() >= REQUEST_LIMIT) {
      peer.send(new UnsubAck(frame.msgId()));
      return;
    }
    int packetId = freePacketId.getAsInt();
    open.put(packetId, new Request(null, frame, filter));
    broker.unsubscribe(packetId, filter);
  }

  /** The client refused a topic by REGACK, which ends its subscription to that very name (6.10). */
  void onRefused(String name) {
    if (remove(name)) {
      unsubscribe(name);
    }
  }

  private void unsubscribe(String filter) {
    int packetId = freePacketId.getAsInt();
    open.put(packetId, new Request(null, null, filter));
    broker.unsubscribe(packetId, filter);
  }

  /**
   * The broker's SUBACK; granted is null where it refused. What has filled up since the request
   * came is congestion now, and the broker is told.
   */
  void onSubscribeAcked(int packetId, Qos granted) {
    Request request = open.remove(packetId);
    if (request == null || request.subscribe == null) {
      return;
    }
    Subscribe frame = request.subscribe;
    if (granted == null) {
      peer.send(new SubAck(Qos.AT_MOST_ONCE, 0, frame.msgId(), ReturnCode.NOT_SUPPORTED));
      return;
    }
    if (lacksRoom(frame, request.filter)) {
      unsubscribe(request.filter);
      peer.send(new SubAck(Qos.AT_MOST_ONCE, 0, frame.msgId(), ReturnCode.CONGESTION));
      return;
    }
    Subscription subscription = subscription(frame, request.filter, granted);
    add(subscription);
    registrations.forgetRefusals();
    remember(
        frame, new SubAck(granted, subscription.topicId(), frame.msgId(), ReturnCode.ACCEPTED));
    peer.send(answer);
  }

  void onUnsubscribeAcked(int packetId) {
    Request request = open.remove(packetId);
    if (request != null && request.unsubscribe != null) {
      remove(request.filter);
      peer.send(new UnsubAck(request.unsubscribe.msgId()));
    }
  }

  /** While a SUBACK is due nothing else is sent: some clients take only that (fact sheet 5.7). */
  boolean isSubAckDue() {
    for (Request request : open.values()) {
      if (request.subscribe != null) {
        return true;
      }
    }
    return false;
  }

  boolean hasRequests() {
    return !open.isEmpty();
  }

  boolean holds(int packetId) {
    return open.containsKey(packetId);
  }

  /** The subscription to this very name, or null. */
  Subscription to(String name) {
    return byFilter.get(name);
  }

  Map<String, Qos> filters() {
    Map<String, Qos> filters = new LinkedHashMap<>();
    byFilter.forEach((filter, subscription) -> filters.put(filter, subscription.qos()));
    return filters;
  }

  /** The requests end unanswered, as the connection does; the filters stay. */
  void endRequests() {
    open.clear();
    answered = null;
    answer = null;
  }

  void clear() {
    endRequests();
    byFilter.keySet().forEach(filter -> budget.giveBack(cost(filter)));
    byFilter.clear();
  }

  private void add(Subscription subscription) {
    Subscription earlier = byFilter.put(subscription.filter(), subscription);
    if (earlier == null) {
      budget.take(cost(subscription.filter()));
    }
    if (!subscription.equals(earlier)) {
      journal.putFilter(subscription);
    }
  }

  /** Takes back what an earlier life of the gateway stored. */
  void restore(List<StoredSession.Filter> filters) {
    for (StoredSession.Filter f : filters) {
      byFilter.put(f.filter(), new Subscription(f.filter(), f.qos(), f.type(), f.topicId()));
      budget.take(cost(f.filter()));
    }
  }

  List<StoredSession.Filter> stored() {
    return byFilter.values().stream()
        .map(s -> new StoredSession.Filter(s.filter(), s.qos(), s.type(), s.topicId()))
        .toList();
  }

  private boolean remove(String filter) {
    if (byFilter.remove(filter) == null) {
      return false;
    }
    budget.giveBack(cost(filter));
    journal.removeFilter(filter);
    return true;
  }

  private static int cost(String filter) {
    return filter.length() + SessionContext.ENTRY_OCTETS;
  }

  private ReturnCode objection(Subscribe frame, String filter) {
    if (frame.msgId() == 0 || frame.qos() == Qos.MINUS_ONE || !isTopicLegal(frame)) {
      return ReturnCode.NOT_SUPPORTED;
    }
    if (filter == null && frame.topicIdType() == TopicIdType.PREDEFINED) {
      return ReturnCode.INVALID_TOPIC_ID;
    }
    if (!TopicNames.isFilter(filter)) {
      return ReturnCode.NOT_SUPPORTED;
    }
    return lacksRoom(frame, filter) || open.size() >= REQUEST_LIMIT
        ? ReturnCode.CONGESTION
        : ReturnCode.ACCEPTED;
  }

  /** For the filter, or for the topic id that its SUBACK is to tell. */
  private boolean lacksRoom(Subscribe frame, String filter) {
    boolean full =
        !byFilter.containsKey(filter)
            && (byFilter.size() >= limit || !budget.hasRoomFor(cost(filter)));
    return full || (needsId(frame, filter) && !registrations.hasRoomFor(filter));
  }

  private static boolean isTopicLegal(Subscribe frame) {
    return switch (frame.topicIdType()) {
      case NORMAL -> true;
      case PREDEFINED, SHORT -> frame.topic().length() == 2;
      case RESERVED -> false;
    };
  }

  private static boolean needsId(Subscribe frame, String filter) {
    return frame.topicIdType() == TopicIdType.NORMAL && !TopicNames.isWildcard(filter);
  }

  /** The id is the one of fact sheet 2.15, by the way in which the client named the topic. */
  private Subscription subscription(Subscribe frame, String filter, Qos granted) {
    TopicIdType type = frame.topicIdType();
    int id = 0;
    if (type == TopicIdType.PREDEFINED) {
      id = twoOctets(frame.topic());
    } else if (!TopicNames.isWildcard(filter)) {
      id = type == TopicIdType.SHORT ? twoOctets(frame.topic()) : registrations.idFor(filter);
    }
    if (needsId(frame, filter)) {
      registrations.promiseToClient(id);
    }
    return new Subscription(filter, granted, type, id);
  }

  static int twoOctets(Octets octets) {
    return octets.at(0) << 8 | octets.at(1);
  }

  /** A repetition of the request that was answered last is answered again, not served again. */
  private boolean isRepetition(Subscribe frame) {
    return answered != null
        && answeredWhenBegun == requests.begun()
        && answered.equals(withoutDup(frame));
  }

  private void remember(Subscribe frame, SubAck given) {
    answered = withoutDup(frame);
    answer = given;
    answeredWhenBegun = requests.begun();
  }

  private static Subscribe withoutDup(Subscribe frame) {
    return new Subscribe(false, frame.qos(), frame.topicIdType(), frame.msgId(), frame.topic());
  }

  private boolean isUnderWay(int msgId, String filter) {
    for (Request request : open.values()) {
      if (request.msgId() == msgId && request.filter.equals(filter)) {
        return true;
      }
    }
    return false;
  }

  /** One of the two frames, or neither where the gateway itself unsubscribes. */
  private record Request(Subscribe subscribe, Unsubscribe unsubscribe, String filter) {
    int msgId() {
      if (subscribe != null) {
        return subscribe.msgId();
      }
      return unsubscribe == null ? 0 : unsubscribe.msgId();
    }
  }
}
