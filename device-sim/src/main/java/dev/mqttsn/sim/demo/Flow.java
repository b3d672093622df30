package dev.mqttsn.sim.demo;

import java.util.HashSet;
import java.util.Set;

/** What was sent one way for one node, and what of it arrived; each message once in its life. */
final class Flow {
  private final String node;
  private final Way way;
  private final boolean promised;
  private final Set<String> sent = new HashSet<>();
  private final Set<String> arrived = new HashSet<>();
  private int acknowledged;
  private int repeated;
  private int strange;

  /**
   * @param promised whether every message must arrive; at QoS -1 some may be lost
   */
  Flow(String node, Way way, boolean promised) {
    this.node = node;
    this.way = way;
    this.promised = promised;
  }

  void onSent(String message) {
    sent.add(message);
  }

  /** Counts an arrival; false for a message that has arrived before, as at QoS 1 it may. */
  boolean onArrived(String message) {
    if (!sent.contains(message)) {
      strange++;
      return true;
    }
    if (!arrived.add(message)) {
      repeated++;
      return false;
    }
    return true;
  }

  /** The node has the gateway's word that one of its messages is at the broker. */
  void onAcknowledged() {
    acknowledged++;
  }

  String node() {
    return node;
  }

  Way way() {
    return way;
  }

  int sent() {
    return sent.size();
  }

  int arrived() {
    return arrived.size();
  }

  int repeated() {
    return repeated;
  }

  /** Whether the sending node is told that a message has arrived. */
  private boolean isAcknowledged() {
    return promised && way == Way.UP;
  }

  /** For the summary; a dash where nobody is told. */
  String acknowledged() {
    return isAcknowledged() ? Integer.toString(acknowledged) : "-";
  }

  boolean isComplete() {
    return !sent.isEmpty()
        && arrived.size() == sent.size()
        && (!isAcknowledged() || acknowledged == sent.size());
  }

  /** Whether it went as it must. */
  boolean isGood() {
    return strange == 0 && (promised ? isComplete() : !arrived.isEmpty());
  }

  String verdict() {
    if (strange > 0) {
      return "WRONG: " + strange + " that nobody sent";
    }
    if (sent.isEmpty()) {
      return "nothing was sent";
    }
    int missing = sent.size() - arrived.size();
    if (missing > 0) {
      return isGood() ? "ok (QoS -1: " + missing + " lost)" : "MISSING: " + missing;
    }
    return isComplete() ? "ok" : "NOT all acknowledged";
  }
}
