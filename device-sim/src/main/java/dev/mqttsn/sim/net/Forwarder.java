package dev.mqttsn.sim.net;

import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** One uplink that many wireless nodes share, each message in an envelope (MQTT-SN 1.2 5.5). */
public final class Forwarder implements Receiver {
  /** The longest id of a wireless node. */
  public static final int MAX_NODE_ID_OCTETS = 252;

  private static final int HEADER_OCTETS = 3;

  private final Map<Octets, Receiver> nodes = new HashMap<>();
  private final Uplink uplink;

  private Forwarder(Network network) throws IOException {
    uplink = network.open(this);
  }

  /** A forwarder with an uplink of its own in that network. */
  public static Forwarder in(Network network) throws IOException {
    return new Forwarder(network);
  }

  /**
   * The network of one wireless node.
   *
   * @param nodeId 1 to {@link #MAX_NODE_ID_OCTETS} octets
   */
  public Network behind(Octets nodeId) {
    if (nodeId.isEmpty() || nodeId.length() > MAX_NODE_ID_OCTETS) {
      throw new IllegalArgumentException(
          "a wireless node's id has 1 to " + MAX_NODE_ID_OCTETS + " octets");
    }
    return receiver -> {
      synchronized (nodes) {
        nodes.put(nodeId, receiver);
      }
      return new Wireless(nodeId);
    };
  }

  /** What the envelope adds to each message. */
  public static int overheadOctets(Octets nodeId) {
    return HEADER_OCTETS + nodeId.length();
  }

  @Override
  public void onMessage(ByteBuffer datagram) {
    Encapsulation envelope =
        Encapsulation.isEncapsulated(datagram) ? Encapsulation.open(datagram) : null;
    if (envelope != null) {
      receiver(envelope.nodeId()).onMessage(envelope.message());
    }
  }

  private Receiver receiver(Octets nodeId) {
    synchronized (nodes) {
      return nodes.getOrDefault(nodeId, message -> {});
    }
  }

  @Override
  public void onUnreachable() {
    Map<Octets, Receiver> all;
    synchronized (nodes) {
      all = Map.copyOf(nodes);
    }
    all.values().forEach(Receiver::onUnreachable);
  }

  private final class Wireless implements Uplink {
    private final Octets nodeId;

    Wireless(Octets nodeId) {
      this.nodeId = nodeId;
    }

    @Override
    public void send(byte[] message) {
      int header = overheadOctets(nodeId);
      ByteBuffer out = ByteBuffer.allocate(header + message.length);
      out.put((byte) header).put((byte) FrameType.ENCAPSULATION).put((byte) 0);
      nodeId.writeTo(out);
      uplink.send(out.put(message).array());
    }

    @Override
    public void close() {
      synchronized (nodes) {
        nodes.remove(nodeId);
      }
    }
  }
}
