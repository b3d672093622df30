package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.Subscribe;
import dev.mqttsn.port.BrokerCommand.Unsubscribe;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.SubscribeAcked;
import dev.mqttsn.port.BrokerEvent.UnsubscribeAcked;
import dev.mqttsn.wire.Qos;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The client's filters and its SUBSCRIBE and UNSUBSCRIBE requests that the broker has not answered.
 * Filters that the broker may have lost are subscribed again without telling the core.
 */
final class Requests {
  private static final int HIGHEST_PACKET_ID = 65_535;
  private static final int FILTERS_PER_PACKET = 64;

  private final String clientId;
  private final PacketOut out;
  private final Consumer<BrokerEvent> events;

  /** The map of the Open command until the first change, then an own one. */
  private Map<String, Qos> filters = Map.of();

  private boolean filtersOwned;

  /** By packet id; created when first needed. */
  private Map<Integer, BrokerCommand> open;

  /** Packet ids of our own SUBSCRIBEs; created when first needed. */
  private Set<Integer> own;

  private boolean up;

  Requests(String clientId, PacketOut out, Consumer<BrokerEvent> events) {
    this.clientId = clientId;
    this.out = out;
    this.events = events;
  }

  /** The filters with which the core opens the link; open requests end unanswered. */
  void reset(Map<String, Qos> heldFilters) {
    filters = heldFilters;
    filtersOwned = false;
    open = null;
    own = null;
  }

  void subscribe(Subscribe request) {
    open().put(request.packetId(), request);
    if (up) {
      send(request);
    }
  }

  void unsubscribe(Unsubscribe request) {
    open().put(request.packetId(), request);
    if (up) {
      send(request);
    }
  }

  /**
   * SUBACK. Answers come in the order of the requests, so that of two with one packet id ours, the
   * older one, is answered first.
   *
   * @param granted null where the broker refused
   */
  void onSubAck(int packetId, Qos granted) {
    if (own != null && own.remove(packetId)) {
      return;
    }
    if (open == null || !(open.get(packetId) instanceof Subscribe request)) {
      return;
    }
    open.remove(packetId);
    if (granted != null) {
      changeableFilters().put(request.filter(), request.qos());
    }
    events.accept(new SubscribeAcked(clientId, packetId, granted));
  }

  void onUnsubAck(int packetId) {
    if (open == null || !(open.get(packetId) instanceof Unsubscribe request)) {
      return;
    }
    open.remove(packetId);
    if (filters.containsKey(request.filter())) {
      changeableFilters().remove(request.filter());
    }
    events.accept(new UnsubscribeAcked(clientId, packetId));
  }

  /**
   * A new connection is up.
   *
   * @param subscribeAgain whether the broker has lost filters, or may have
   * @param inUse packet ids that publishes in flight have
   */
  void onUp(boolean subscribeAgain, IntPredicate inUse) {
    up = true;
    if (subscribeAgain) {
      restoreFilters(inUse);
    }
    if (open != null) {
      open.values().forEach(this::send);
    }
  }

  void onDown() {
    up = false;
    own = null;
  }

  /** Whether the broker has not confirmed yet that it has its filters again. */
  boolean isRestoring() {
    return own != null && !own.isEmpty();
  }

  private void restoreFilters(IntPredicate inUse) {
    Map<String, Qos> batch = new LinkedHashMap<>();
    int packetId = HIGHEST_PACKET_ID + 1;
    for (Map.Entry<String, Qos> filter : filters.entrySet()) {
      batch.put(filter.getKey(), filter.getValue());
      if (batch.size() == FILTERS_PER_PACKET) {
        packetId = restore(batch, packetId, inUse);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      restore(batch, packetId, inUse);
    }
  }

  private int restore(Map<String, Qos> batch, int lastPacketId, IntPredicate inUse) {
    int packetId = lastPacketId - 1;
    while (inUse.test(packetId) || (open != null && open.containsKey(packetId))) {
      packetId--;
    }
    if (own == null) {
      own = new HashSet<>(2);
    }
    own.add(packetId);
    out.subscribe(packetId, batch);
    return packetId;
  }

  private void send(BrokerCommand request) {
    if (request instanceof Subscribe subscribe) {
      out.subscribe(subscribe.packetId(), Map.of(subscribe.filter(), subscribe.qos()));
    } else if (request instanceof Unsubscribe unsubscribe) {
      out.unsubscribe(unsubscribe.packetId(), unsubscribe.filter());
    }
  }

  private Map<String, Qos> changeableFilters() {
    if (!filtersOwned) {
      filters = new LinkedHashMap<>(filters);
      filtersOwned = true;
    }
    return filters;
  }

  private Map<Integer, BrokerCommand> open() {
    if (open == null) {
      open = new LinkedHashMap<>(2);
    }
    return open;
  }
}
