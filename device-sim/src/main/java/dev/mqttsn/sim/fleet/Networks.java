package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.Forwarder;
import dev.mqttsn.sim.net.Impairment;
import dev.mqttsn.sim.net.LossyNetwork;
import dev.mqttsn.sim.net.Network;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Gives each node its place: a socket of its own, or one behind a forwarder. */
final class Networks {
  private final NodeLoop loop;
  private final Network udp;
  private final List<Forwarder> lines = new ArrayList<>();
  private Forwarder current;
  private int behindCurrent;
  private int placed;

  private Networks(NodeLoop loop, Network udp) {
    this.loop = loop;
    this.udp = udp;
  }

  static Networks udp(NodeLoop loop, Network udp) {
    return new Networks(loop, udp);
  }

  /** All nodes of the fleet share serial lines, in turn, each line as behind a forwarder. */
  static Networks serial(NodeLoop loop, List<? extends Network> ports) throws IOException {
    Networks networks = new Networks(loop, receiver -> null);
    for (Network port : ports) {
      networks.lines.add(Forwarder.in(port));
    }
    return networks;
  }

  /** The forwarders of one group are not shared with another one. */
  void beginGroup() {
    behindCurrent = Integer.MAX_VALUE;
  }

  /** The place of the next node. */
  Network place(Group group, String node, RandomGenerator random) throws IOException {
    Impairment radio = group.radio();
    return LossyNetwork.over(loop, plain(group, node), radio, random);
  }

  private Network plain(Group group, String node) throws IOException {
    if (!lines.isEmpty()) {
      return lines.get(placed++ % lines.size()).behind(Octets.utf8(node));
    }
    if (group.behind() == 0) {
      return udp;
    }
    if (behindCurrent >= group.behind()) {
      current = Forwarder.in(udp);
      behindCurrent = 0;
    }
    behindCurrent++;
    return current.behind(Octets.utf8(node));
  }

  /** A place without faults, for what has to be put away at the end. */
  Network clean(String node) {
    return lines.isEmpty() ? udp : lines.get(0).behind(Octets.utf8(node));
  }
}
