package dev.mqttsn.sim.world;

import dev.mqttsn.gateway.GatewayObserver;
import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.gateway.Limits;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import java.util.HashMap;
import java.util.Map;

/** Watches the gateway for the checkers: what it hears, says, drops and holds. */
final class GatewayWatch implements GatewayObserver {
  private final Findings findings;
  private final Trace trace;
  private final UpLedger up;
  private final DownLedger down;
  private final Limits limits;
  private final Map<NodeAddress, NodeView> byAddress = new HashMap<>();

  /** Where the gateway looks for a node: from there it heard the last CONNECT or wake. */
  private final Map<String, NodeAddress> bound = new HashMap<>();

  private final Map<String, NodeAddress> places = new HashMap<>();
  private final Map<String, NodeView> byName = new HashMap<>();

  GatewayWatch(Findings findings, Trace trace, UpLedger up, DownLedger down, Limits limits) {
    this.findings = findings;
    this.trace = trace;
    this.up = up;
    this.down = down;
    this.limits = limits;
  }

  void add(NodeProfile profile) {
    byName.put(profile.clientId(), new NodeView(profile, findings, down));
  }

  /** A node speaks from there now; what is sent to its earlier address is none of its matter. */
  void place(String name, NodeAddress address) {
    byAddress.put(address, byName.get(name));
    places.put(name, address);
  }

  /** The gateway is gone; without a store it has forgotten everything. */
  void onCrash(boolean durable, boolean trusted) {
    down.onGatewayForgot();
    byName.values().forEach(view -> view.onCrash(durable, trusted));
  }

  void onHeard(NodeAddress from, Frame frame) {
    NodeView view = byAddress.get(from);
    if (frame instanceof Frame.Connect || (frame instanceof Frame.PingReq && view.sleeps())) {
      bound.put(view.name(), from);
    }
    view.onHeard(frame);
  }

  void onSaid(NodeAddress to, Frame frame) {
    NodeView view = byAddress.get(to);
    boolean stranger = frame instanceof Frame.Disconnect && !to.equals(bound.get(view.name()));
    if (to.equals(places.get(view.name())) && !stranger) {
      view.onSaid(frame, to.link().maxMessageOctets());
    }
  }

  void onTakenOver(String clientId) {
    byName.get(clientId).onExchangeEnded();
  }

  /** The gateway tells the broker that it is done with a message; null for none that came here. */
  void onAcknowledging(String clientId, String id) {
    if (id != null) {
      down.onAcknowledging(clientId, id);
    }
  }

  void checkBounds(GatewayShard shard, int links) {
    if (shard.sessionCount() > limits.clients()) {
      findings.add("bounds", shard.sessionCount() + " sessions");
    }
    if (links > limits.clients()) {
      findings.add("bounds", links + " broker links");
    }
    if (shard.bufferedOctets() > limits.bufferedOctetsTotal() || shard.bufferedOctets() < 0) {
      findings.add("bounds", shard.bufferedOctets() + " octets held");
    }
  }

  @Override
  public void onMalformed(NodeAddress from, String reason) {
    findings.add("protocol", "a node's frame is called malformed: " + reason);
  }

  @Override
  public void onSession(String clientId, NodeAddress at, String from, String to, String reason) {
    trace.line(() -> "gw: " + clientId + " " + from + " > " + to + ": " + reason);
    if (to.equals("lost") || to.equals("disconnected")) {
      up.onGatewayForgot(clientId);
      down.onGatewayForgot(clientId);
    }
    NodeView view = byName.get(clientId);
    if (view != null) {
      view.onSession(from, to, reason);
    }
  }

  @Override
  public void onDropped(String clientId, String what, String reason) {
    trace.line(() -> "gw: " + clientId + " drops " + what + ": " + reason);
    if (what.equals("message")) {
      down.onDropped(clientId, reason);
      byName.get(clientId).onExchangeEnded();
    }
  }

  @Override
  public void onDefect(String clientId, RuntimeException defect) {
    StackTraceElement[] at = defect.getStackTrace();
    findings.add("defect", clientId + ": " + defect + (at.length == 0 ? "" : " at " + at[0]));
  }
}
