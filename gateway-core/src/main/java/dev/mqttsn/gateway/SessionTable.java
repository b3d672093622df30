package dev.mqttsn.gateway;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.session.ClientSession;
import dev.mqttsn.session.ClientState;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The sessions by client id and by address. The client id is the identity, compared exactly; the
 * address is an attribute that only a connected client has.
 */
final class SessionTable {
  private final int limit;
  private final Map<String, ClientSession> byClientId = new HashMap<>();
  private final Map<NodeAddress, ClientSession> byAddress = new HashMap<>();
  private final Set<ClientSession> gone = new LinkedHashSet<>();

  SessionTable(int limit) {
    this.limit = limit;
  }

  /** The session whose client is heard at the address, or null. */
  ClientSession at(NodeAddress address) {
    return byAddress.get(address);
  }

  ClientSession named(String clientId) {
    return byClientId.get(clientId);
  }

  boolean hasRoom() {
    return byClientId.size() < limit;
  }

  void add(ClientSession session) {
    byClientId.put(session.clientId(), session);
  }

  /** The client is heard at this address from now on, and no longer at an earlier one. */
  void bind(ClientSession session, NodeAddress address) {
    byAddress.remove(session.address(), session);
    session.moveTo(address);
    byAddress.put(address, session);
  }

  /** A client that is disconnected or lost has no address: whoever speaks from there is unknown. */
  void onStateChange(ClientSession session) {
    ClientState state = session.state();
    if (state == ClientState.DISCONNECTED || state == ClientState.LOST) {
      byAddress.remove(session.address(), session);
      gone.add(session);
    } else if (!gone.isEmpty()) {
      gone.remove(session);
    }
  }

  /**
   * The disconnected or lost session that has been so for longest, or null; one whose will is still
   * on its way only where there is no other.
   */
  ClientSession longestGone() {
    ClientSession last = null;
    for (ClientSession session : gone) {
      if (!session.hasPendingWill()) {
        return session;
      }
      last = last == null ? session : last;
    }
    return last;
  }

  void remove(ClientSession session) {
    byClientId.remove(session.clientId(), session);
    byAddress.remove(session.address(), session);
    gone.remove(session);
  }

  /** All sessions; the table must not change meanwhile. */
  Collection<ClientSession> all() {
    return byClientId.values();
  }

  List<StoredSession> stored() {
    return byClientId.values().stream()
        .map(ClientSession::stored)
        .filter(Objects::nonNull)
        .toList();
  }

  int size() {
    return byClientId.size();
  }
}
