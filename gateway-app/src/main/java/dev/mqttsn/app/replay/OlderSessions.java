package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes whose CONNECT came before the capture began. A fresh gateway would take them for
 * strangers; what is said with them up to their next CONNECT is left out. A node that the captured
 * gateway did not know either, and answered with DISCONNECT, is none of them.
 */
final class OlderSessions {
  private final Set<NodeAddress> older = new HashSet<>();
  private final Set<Octets> clientIds = new HashSet<>();

  private OlderSessions() {}

  /** The traffic with what belongs to older sessions marked so. */
  static List<Traffic> mark(List<Traffic> traffic) {
    OlderSessions sessions = new OlderSessions();
    sessions.find(traffic);
    List<Traffic> marked = new ArrayList<>(traffic.size());
    for (Traffic each : traffic) {
      marked.add(sessions.isOlder(each) ? each.asOlder() : each);
    }
    return marked;
  }

  /** Decides on each node by its first message and by the gateway's first answer to it. */
  private void find(List<Traffic> traffic) {
    Map<NodeAddress, Frame> asked = new HashMap<>();
    Set<NodeAddress> decided = new HashSet<>();
    for (Traffic each : traffic) {
      NodeAddress node = each.node();
      if (!needsSession(each.message()) || decided.contains(node)) {
        continue;
      }
      Frame frame = (Frame) each.message();
      if (each.way() == Way.TO_GATEWAY) {
        if (!asked.containsKey(node) && frame instanceof Frame.Connect) {
          decided.add(node);
        } else {
          older.add(node);
        }
        asked.put(node, frame);
      } else if (each.way() == Way.TO_NODE) {
        decided.add(node);
        if (isRefusal(frame, asked.get(node))) {
          older.remove(node);
        }
      }
    }
  }

  private static boolean isRefusal(Frame answer, Frame asked) {
    return answer instanceof Frame.Disconnect
        && asked != null
        && !(asked instanceof Frame.Disconnect);
  }

  private boolean isOlder(Traffic each) {
    Decoded message = each.message();
    if (each.way() == Way.TO_GATEWAY && message instanceof Frame.Connect connect) {
      older.remove(each.node());
      clientIds.add(connect.clientId());
    } else if (each.way() == Way.TO_GATEWAY
        && message instanceof Frame.PingReq ping
        && clientIds.contains(ping.clientId())) {
      older.remove(each.node());
    }
    return each.way() != Way.TO_ALL && needsSession(message) && older.contains(each.node());
  }

  private static boolean needsSession(Decoded message) {
    if (message instanceof Frame.Publish publish) {
      return publish.qos() != Qos.MINUS_ONE;
    }
    return message instanceof Frame
        && !(message instanceof Frame.SearchGw
            || message instanceof Frame.GwInfo
            || message instanceof Frame.Advertise);
  }
}
