package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Retry;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A stage for the gateway's rules: nodes, a broker and a virtual clock around one shard. Whatever
 * is sent is checked against what is legal for its receiver; a defect of the core ends the play.
 */
final class Stage {
  static final Link LINK = new Link("udp", 1400);

  final Broker broker = new Broker(this::event);
  private final GatewayShard shard;
  private final Link link;
  private final Map<NodeAddress, Node> nodes = new LinkedHashMap<>();
  private final List<Effect.SendFrame> sent = new ArrayList<>();
  private final List<Effect.Broadcast> broadcasts = new ArrayList<>();
  private final Deque<BrokerEvent> events = new ArrayDeque<>();
  private final Watcher watcher = new Watcher();
  private long now = 1_000_000;
  private boolean settling;

  private Stage(Setting setting) {
    link = setting.link();
    GatewayConfig config =
        new GatewayConfig(
            setting.gwId,
            List.of(link),
            new PredefinedTopics(setting.predefined, setting.predefinedPerClient),
            setting.limits);
    shard = new GatewayShard(config, watcher, new SplittableRandom(setting.seed), now);
    settle();
  }

  static Stage begin() {
    return with().begin();
  }

  static Setting with() {
    return new Setting();
  }

  /** What a play changes of the configuration: T_retry is 10 s, N_retry 3, GwId 7. */
  static final class Setting {
    private int gwId = 7;
    private int advertiseSeconds;
    private long seed = 1;
    private final Map<Integer, String> predefined = new TreeMap<>();
    private final Map<String, Map<Integer, String>> predefinedPerClient = new HashMap<>();
    private Limits limits = Limits.DEFAULT;
    private int maxMessageOctets = LINK.maxMessageOctets();

    Setting gwId(int id) {
      gwId = id;
      return this;
    }

    Setting seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    Setting advertiseSeconds(int seconds) {
      advertiseSeconds = seconds;
      return this;
    }

    Setting predefined(int id, String topic) {
      predefined.put(id, topic);
      return this;
    }

    Setting predefinedFor(String clientId, int id, String topic) {
      predefinedPerClient.computeIfAbsent(clientId, c -> new TreeMap<>()).put(id, topic);
      return this;
    }

    Setting limits(UnaryOperator<LimitsBuilder> change) {
      limits = change.apply(new LimitsBuilder()).build();
      return this;
    }

    Setting maxMessage(int octets) {
      maxMessageOctets = octets;
      return this;
    }

    private Link link() {
      return new Link(LINK.name(), maxMessageOctets, Retry.DEFAULT, advertiseSeconds * 1000L);
    }

    Stage begin() {
      return new Stage(this);
    }
  }

  // --- the persons

  /** The node of that client id at its usual address. */
  Node node(String name) {
    return nodeAt(name, direct(addressOf(name, 1)));
  }

  /** The node of that client id heard at another address. */
  Node node(String name, int place) {
    return nodeAt(name, direct(addressOf(name, place)));
  }

  /** A node of another client id at the address of this one. */
  Node nodeAtAddressOf(Node other, String name) {
    nodes.remove(other.address());
    return nodeAt(name, other.address());
  }

  /** A node behind a forwarder. */
  Node node(String name, String forwarder, String nodeId) {
    return nodeAt(name, direct(addressOf(forwarder, 1)).behind(Octets.utf8(nodeId)));
  }

  private NodeAddress direct(Octets address) {
    return NodeAddress.direct(link, address);
  }

  private Node nodeAt(String name, NodeAddress address) {
    return nodes.computeIfAbsent(address, a -> new Node(this, name, a));
  }

  private static Octets addressOf(String name, int place) {
    int hash = name.hashCode();
    return Octets.wrap(
        new byte[] {
          10, (byte) (hash >> 16), (byte) (hash >> 8), (byte) hash, (byte) place, (byte) 0x5B
        });
  }

  // --- what can be seen

  int sessions() {
    return shard.sessionCount();
  }

  long bufferedOctets() {
    return shard.bufferedOctets();
  }

  int malformed() {
    return watcher.malformed;
  }

  /** How many times something was dropped, whatever it was. */
  int drops() {
    return watcher.drops;
  }

  /** The state that was told last of that client, "unknown" before the first. */
  String stateOf(String clientId) {
    return watcher.states.getOrDefault(clientId, "unknown");
  }

  /** What was broadcast since the last call. */
  List<Effect.Broadcast> broadcasts() {
    List<Effect.Broadcast> all = List.copyOf(broadcasts);
    broadcasts.clear();
    return all;
  }

  /** Every frame that was sent to a node since the play began. */
  List<Effect.SendFrame> sent() {
    return sent;
  }

  /** Nodes that heard something which they did not expect, by address. */
  Map<NodeAddress, List<Frame>> unexpected() {
    Map<NodeAddress, List<Frame>> all = new LinkedHashMap<>();
    nodes.forEach(
        (address, node) -> {
          List<Frame> heard = node.hearsAll();
          if (!heard.isEmpty()) {
            all.put(address, heard);
          }
        });
    return all;
  }

  // --- time

  /** Lets that many seconds pass, deadline by deadline. */
  Stage after(double seconds) {
    long target = now + Math.round(seconds * 1000);
    int steps = 0;
    while (shard.nextDeadline() <= target) {
      now = Math.max(now, shard.nextDeadline());
      shard.onTimeout(now);
      settle();
      if (++steps > 100_000) {
        fail("onTimeout does not move nextDeadline");
      }
    }
    now = target;
    shard.onTimeout(now);
    settle();
    return this;
  }

  long nowMillis() {
    return now;
  }

  // --- the machinery

  void datagram(NodeAddress from, byte[] octets) {
    shard.onFrame(now, from, ByteBuffer.wrap(octets));
    settle();
  }

  void event(BrokerEvent event) {
    events.add(event);
    settle();
  }

  private void settle() {
    if (settling) {
      return;
    }
    settling = true;
    try {
      while (true) {
        Effect effect = shard.pollEffect();
        if (effect == null) {
          BrokerEvent event = events.poll();
          if (event == null) {
            break;
          }
          shard.onBrokerEvent(now, event);
          continue;
        }
        if (effect instanceof Effect.SendFrame send) {
          deliver(send);
        } else if (effect instanceof Effect.Broadcast broadcast) {
          broadcasts.add(broadcast);
        } else if (effect instanceof Effect.Command command) {
          broker.on(command.command());
        }
      }
    } finally {
      settling = false;
    }
    assertEquals(List.of(), watcher.illegal, "every frame is legal for its receiver");
    if (watcher.defect != null) {
      throw new AssertionError("a defect of the core", watcher.defect);
    }
  }

  private void deliver(Effect.SendFrame send) {
    byte[] octets = FrameEncoder.encode(send.frame());
    assertEquals(send.frame(), FrameDecoder.decode(ByteBuffer.wrap(octets)), "can be read");
    assertTrue(octets.length <= link.maxMessageOctets(), () -> "fits the link: " + send);
    checkFields(send.frame());
    sent.add(send);
    nodeAt("?", send.to()).hear(send.frame());
  }

  /** Fails where a frame of the gateway is none that the specification knows. */
  static void checkFields(Frame frame) {
    if (frame instanceof Frame.Publish f) {
      assertTrue(f.qos() != Qos.MINUS_ONE, "never QoS -1 downwards");
      assertTrue(f.topicIdType() != TopicIdType.RESERVED, "a topic id type that exists");
      assertEquals(f.qos().isAcknowledged(), f.msgId() != 0, () -> "MsgId where relevant: " + f);
      assertFalse(f.dup() && !f.qos().isAcknowledged(), () -> "DUP at QoS 0: " + f);
    } else if (frame instanceof Frame.Register f) {
      String name = f.topicName().text();
      assertTrue(name != null && !name.isEmpty(), () -> "a name: " + f);
      assertFalse(name.contains("#") || name.contains("+"), () -> "no wildcard: " + f);
      assertTrue(f.topicId() != 0 && f.topicId() != 0xFFFF && f.msgId() != 0, f::toString);
    } else if (frame instanceof Frame.Disconnect f) {
      assertEquals(0, f.durationSeconds(), "the gateway's DISCONNECT carries no duration");
    } else if (frame instanceof Frame.GwInfo f) {
      assertTrue(f.gwAdd().isEmpty(), "the gateway's GWINFO carries no address");
    } else if (frame instanceof Frame.SubAck f) {
      boolean accepted = f.returnCode() == ReturnCode.ACCEPTED;
      assertTrue(accepted || f.topicId() == 0, () -> "no id where rejected: " + f);
    }
  }

  /** Follows states, and judges what is sent by the state and the ids that its receiver has. */
  private final class Watcher implements GatewayObserver {
    private final Map<String, String> states = new HashMap<>();
    private final Map<NodeAddress, String> clientAt = new HashMap<>();
    private final Map<NodeAddress, Set<Integer>> announced = new HashMap<>();
    private final List<String> illegal = new ArrayList<>();
    private RuntimeException defect;
    private int malformed;
    private int drops;

    @Override
    public void onMalformed(NodeAddress from, String reason) {
      malformed++;
    }

    @Override
    public void onSession(String clientId, NodeAddress at, String from, String to, String reason) {
      states.put(clientId, to);
      clientAt.put(at, clientId);
    }

    @Override
    public void onFrameSent(NodeAddress to, Frame frame) {
      String state = stateOf(to);
      boolean ofADelivery =
          switch (frame.type()) {
            case REGISTER, PUBLISH, PUBREL -> true;
            default -> false;
          };
      if (ofADelivery && !state.equals("active") && !state.equals("awake")) {
        illegal.add(frame + " to a node that is " + state);
      }
      if (frame instanceof Frame.RegAck f && f.returnCode() == ReturnCode.ACCEPTED) {
        announce(to, f.topicId());
      } else if (frame instanceof Frame.SubAck f && f.topicId() != 0) {
        announce(to, f.topicId());
      } else if (frame instanceof Frame.Register f) {
        announce(to, f.topicId());
      } else if (frame instanceof Frame.Publish f
          && f.topicIdType() == TopicIdType.NORMAL
          && !announced.getOrDefault(to, Set.of()).contains(f.topicId())
          && nodes.values().stream().noneMatch(n -> sameName(n, to, f.topicId()))) {
        illegal.add(frame + " with an id that was never announced");
      }
    }

    /** By the node's name; its address may have been another client's when the state changed. */
    private String stateOf(NodeAddress at) {
      Node node = nodes.get(at);
      String clientId = node == null ? clientAt.get(at) : node.name();
      return states.getOrDefault(clientId, "unknown");
    }

    /** A node that moved has learnt its ids at its other addresses. */
    private boolean sameName(Node node, NodeAddress to, int topicId) {
      Node receiver = nodes.get(to);
      return receiver != null
          && receiver.name().equals(node.name())
          && announced.getOrDefault(node.address(), Set.of()).contains(topicId);
    }

    private void announce(NodeAddress to, int topicId) {
      announced.computeIfAbsent(to, a -> new HashSet<>()).add(topicId);
    }

    @Override
    public void onDropped(String clientId, String what, String reason) {
      drops++;
    }

    @Override
    public void onDefect(String clientId, RuntimeException newDefect) {
      defect = newDefect;
    }
  }
}
