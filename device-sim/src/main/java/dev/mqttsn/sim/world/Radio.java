package dev.mqttsn.sim.world;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The air between nodes and gateway, forwarders included: loses, doubles, delays and reorders the
 * encoded frames, and counts them.
 */
final class Radio {
  private static final int PERCENT = 100;

  private final VirtualClock clock;
  private final RandomGenerator random;
  private final Trace trace;
  private final Costs costs;
  private final GatewayWatch watch;
  private final Map<NodeAddress, SimNode> nodes = new HashMap<>();
  private RadioOptions options;
  private SimGateway gateway;

  Radio(
      VirtualClock clock,
      RandomGenerator random,
      RadioOptions options,
      Trace trace,
      Costs costs,
      GatewayWatch watch) {
    this.clock = clock;
    this.random = random;
    this.options = options;
    this.trace = trace;
    this.costs = costs;
    this.watch = watch;
  }

  void serve(SimGateway newGateway) {
    gateway = newGateway;
  }

  /** A node listens at an address from now on; what is sent to an earlier one reaches nobody. */
  void place(SimNode node, NodeAddress address) {
    nodes.put(address, node);
    watch.place(node.name(), address);
  }

  void heal() {
    options = options.withoutFaults();
  }

  void toGateway(SimNode node, Frame frame) {
    NodeAddress from = node.address();
    byte[] octets = FrameEncoder.encode(frame, from.nodeId(), 0);
    int copies = copies(node);
    costs.up(octets.length);
    trace.frame(node.name(), "gw", frame, fate(copies));
    for (int i = 0; i < copies; i++) {
      clock.after(delay(), () -> gateway.onDatagram(from, octets));
    }
  }

  void toNode(NodeAddress to, Frame frame, int radius) {
    byte[] octets = FrameEncoder.encode(frame, to.nodeId(), radius);
    SimNode node = nodes.get(to);
    boolean there = node != null && node.address().equals(to);
    int copies = there ? copies(node) : 0;
    costs.down(octets.length);
    trace.frame("gw", there ? node.name() : "nobody", frame, fate(copies));
    for (int i = 0; i < copies; i++) {
      long number = node.nextFrameNumber();
      clock.after(delay(), () -> node.hear(decode(octets), number));
    }
  }

  private static Frame decode(byte[] octets) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    if (Encapsulation.isEncapsulated(buffer)) {
      buffer = Encapsulation.open(buffer).message();
    }
    Decoded decoded = FrameDecoder.decode(buffer);
    if (decoded instanceof Frame frame) {
      return frame;
    }
    throw new IllegalStateException("the gateway sent what is no frame: " + decoded);
  }

  private int copies(SimNode node) {
    if (node.isOutOfReach() || random.nextInt(PERCENT) < options.lossPercent()) {
      return 0;
    }
    return random.nextInt(PERCENT) < options.duplicatePercent() ? 2 : 1;
  }

  private static String fate(int copies) {
    return copies == 0 ? " (lost)" : copies == 1 ? "" : " (twice)";
  }

  private long delay() {
    return (long) options.delayMillis() + random.nextInt(options.jitterMillis() + 1);
  }
}
