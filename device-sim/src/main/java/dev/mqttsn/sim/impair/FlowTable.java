package dev.mqttsn.sim.impair;

import java.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The node addresses that are in use, the longest unused first; a limited number of them. */
final class FlowTable {
  private static final float LOAD_FACTOR = 0.75f;

  private final int limit;
  private final long idleMillis;
  private final Consumer<Flow> end;
  private final Map<SocketAddress, Flow> flows = new LinkedHashMap<>(16, LOAD_FACTOR, true);

  /**
   * @param idleMillis how long one may be unused
   * @param end what to do with one that leaves the table
   */
  FlowTable(int limit, long idleMillis, Consumer<Flow> end) {
    this.limit = limit;
    this.idleMillis = idleMillis;
    this.end = end;
  }

  Optional<Flow> use(SocketAddress node, long nowMillis) {
    Flow flow = flows.get(node);
    if (flow != null) {
      flow.use(nowMillis);
    }
    return Optional.ofNullable(flow);
  }

  /** Whether there is room for one more, after the idle ones have left. */
  boolean hasRoom(long nowMillis) {
    expire(nowMillis);
    return flows.size() < limit;
  }

  void add(Flow flow, long nowMillis) {
    flow.use(nowMillis);
    flows.put(flow.node(), flow);
  }

  private void expire(long nowMillis) {
    Iterator<Flow> eldest = flows.values().iterator();
    while (eldest.hasNext()) {
      Flow flow = eldest.next();
      if (nowMillis - flow.lastUsedMillis() < idleMillis) {
        return;
      }
      eldest.remove();
      end.accept(flow);
    }
  }

  int size() {
    return flows.size();
  }

  void clear() {
    flows.values().forEach(end);
    flows.clear();
  }
}
