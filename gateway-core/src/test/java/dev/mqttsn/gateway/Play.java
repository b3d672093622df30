package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Retry;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A stage for the gateway: nodes, a broker, a virtual clock. Nodes send octets and hear frames that
 * went through the codec; whatever they have heard and not yet expected makes expectNothing fail.
 */
final class Play {
  static final Link LINK = new Link("udp", 1400);

  /** What a broker does with a command; its events are told after the command's effects. */
  interface Actor {
    void on(BrokerCommand command, Deque<BrokerEvent> answers);
  }

  /** The parts of the configuration that plays change. */
  static final class Setting {
    private int gwId = 7;
    private long advertiseMillis;
    private int retryCount = 3;
    private long retryMillis = Retry.DEFAULT.intervalMillis();
    private final Map<Integer, String> predefined = new TreeMap<>();
    private final Map<String, Map<Integer, String>> predefinedOf = new HashMap<>();
    private Limits limits = Limits.DEFAULT;
    private int maxMessageOctets = LINK.maxMessageOctets();
    private Actor actor;

    Setting gwId(int id) {
      gwId = id;
      return this;
    }

    Setting advertise(Duration interval) {
      advertiseMillis = interval.toMillis();
      return this;
    }

    Setting retryCount(int count) {
      retryCount = count;
      return this;
    }

    Setting retryInterval(Duration interval) {
      retryMillis = interval.toMillis();
      return this;
    }

    Setting predefined(int id, String topic) {
      predefined.put(id, topic);
      return this;
    }

    Setting predefinedFor(String clientId, int id, String topic) {
      predefinedOf.computeIfAbsent(clientId, c -> new TreeMap<>()).put(id, topic);
      return this;
    }

    Setting limits(Limits newLimits) {
      limits = newLimits;
      return this;
    }

    Setting maxMessage(int octets) {
      maxMessageOctets = octets;
      return this;
    }

    private Link link() {
      Retry retry = new Retry(retryMillis, retryCount);
      return new Link(LINK.name(), maxMessageOctets, retry, advertiseMillis);
    }

    Setting actor(Actor newActor) {
      actor = newActor;
      return this;
    }

    Play begin() {
      return new Play(this);
    }
  }

  private final GatewayShard shard;
  private final Link link;
  private final Broker broker = new Broker();
  private final Actor actor;
  private final Map<NodeAddress, Node> nodes = new LinkedHashMap<>();
  private final List<Effect.Broadcast> broadcasts = new ArrayList<>();
  private final Map<String, String> states = new HashMap<>();
  private final Map<String, Integer> drops = new TreeMap<>();
  private final List<RuntimeException> defects = new ArrayList<>();
  private final List<String> defectsOf = new ArrayList<>();
  private final Deque<BrokerEvent> events = new ArrayDeque<>();
  private int malformed;
  private int sent;
  private int lastRadius;
  private long now = 1_000_000;

  private Play(Setting setting) {
    link = setting.link();
    actor = setting.actor == null ? broker : setting.actor;
    GatewayConfig config =
        new GatewayConfig(
            setting.gwId,
            List.of(link),
            new PredefinedTopics(setting.predefined, setting.predefinedOf),
            setting.limits);
    shard = new GatewayShard(config, new Watcher(), new SplittableRandom(1), now);
    settle();
  }

  static Play begin() {
    return setting().begin();
  }

  static Setting setting() {
    return new Setting();
  }

  /** The default limits with one number changed is clearer by name. */
  static Limits limits(int clients, int topics, int filters, int pendingUp, int messages) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        clients,
        topics,
        filters,
        pendingUp,
        messages,
        d.bufferedOctets(),
        d.bufferedOctetsTotal(),
        d.clientIdOctets(),
        d.sessionLifetimeMillis(),
        d.strangersPerSecond(),
        d.strangersBurst(),
        d.overflow());
  }

  /** The node of that name at its usual address. */
  Node node(String name) {
    return nodeAt(name, NodeAddress.direct(link, addressOf(name, 1)));
  }

  /** The same node heard at another address. */
  Node node(String name, int place) {
    return nodeAt(name, NodeAddress.direct(link, addressOf(name, place)));
  }

  Node nodeAt(String name, NodeAddress address) {
    return nodes.computeIfAbsent(address, a -> new Node(name, a));
  }

  /** A node behind a forwarder. */
  Node node(String name, String forwarder, String nodeId) {
    NodeAddress address = NodeAddress.direct(link, addressOf(forwarder, 1));
    return nodeAt(name, address.behind(Octets.utf8(nodeId)));
  }

  private static Octets addressOf(String name, int place) {
    int hash = name.hashCode();
    return Octets.wrap(
        new byte[] {
          10, (byte) (hash >> 16), (byte) (hash >> 8), (byte) hash, (byte) place, (byte) 0x5B
        });
  }

  Broker broker() {
    return broker;
  }

  Link link() {
    return link;
  }

  private static Limits withOverflow(Limits l, Limits.Overflow overflow) {
    return new Limits(
        l.clients(),
        l.topicsPerClient(),
        l.filtersPerClient(),
        l.pendingUp(),
        l.bufferedMessages(),
        l.bufferedOctets(),
        l.bufferedOctetsTotal(),
        l.clientIdOctets(),
        l.sessionLifetimeMillis(),
        l.strangersPerSecond(),
        l.strangersBurst(),
        overflow);
  }

  /** A sleeper's buffer of so many messages. */
  static Limits buffer(int messages, Limits.Overflow overflow) {
    return withOverflow(limits(100, 100, 100, 32, messages), overflow);
  }

  /** Disconnected and lost sessions are kept for so long. */
  static Limits lifetime(Duration lifetime) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.clients(),
        d.topicsPerClient(),
        d.filtersPerClient(),
        d.pendingUp(),
        d.bufferedMessages(),
        d.bufferedOctets(),
        d.bufferedOctetsTotal(),
        d.clientIdOctets(),
        lifetime.toMillis(),
        d.strangersPerSecond(),
        d.strangersBurst(),
        d.overflow());
  }

  /** Buffers of so many octets for a client and for all together. */
  static Limits bufferOctets(long octets, long octetsTotal) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.clients(),
        d.topicsPerClient(),
        d.filtersPerClient(),
        d.pendingUp(),
        d.bufferedMessages(),
        octets,
        octetsTotal,
        d.clientIdOctets(),
        d.sessionLifetimeMillis(),
        d.strangersPerSecond(),
        d.strangersBurst(),
        d.overflow());
  }

  int sessions() {
    return shard.sessionCount();
  }

  int malformed() {
    return malformed;
  }

  /** Frames that the gateway has sent, to one node or to all. */
  int sent() {
    return sent + broadcasts.size();
  }

  /** The radius in the envelope of the last frame to a node. */
  int lastRadius() {
    return lastRadius;
  }

  Map<String, Integer> drops() {
    return drops;
  }

  List<Effect.Broadcast> broadcasts() {
    return broadcasts;
  }

  /** The state that was told last, "unknown" before the first. */
  String stateOf(String clientId) {
    return states.getOrDefault(clientId, "unknown");
  }

  Play advance(Duration duration) {
    return advanceTo(now + duration.toMillis());
  }

  Play advance(int seconds) {
    return advance(Duration.ofSeconds(seconds));
  }

  long now() {
    return now;
  }

  Play advanceTo(long target) {
    int steps = 0;
    while (shard.nextDeadline() <= target) {
      now = Math.max(now, shard.nextDeadline());
      shard.onTimeout(now);
      settle();
      if (++steps > 1_000_000) {
        fail("onTimeout does not move nextDeadline");
      }
    }
    now = Math.max(now, target);
    shard.onTimeout(now);
    settle();
    return this;
  }

  void datagram(NodeAddress from, byte[] octets) {
    shard.onFrame(now, NodeAddress.direct(from.link(), from.address()), ByteBuffer.wrap(octets));
    settle();
  }

  void event(BrokerEvent event) {
    events.add(event);
    settle();
  }

  void noDefect() {
    if (!defects.isEmpty()) {
      throw new AssertionError("defect in the session " + defectsOf.get(0), defects.get(0));
    }
  }

  private void settle() {
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
        hear(send);
      } else if (effect instanceof Effect.Broadcast broadcast) {
        FrameEncoder.encode(broadcast.frame());
        broadcasts.add(broadcast);
      } else if (effect instanceof Effect.Command command) {
        actor.on(command.command(), events);
      }
    }
    noDefect();
  }

  private void hear(Effect.SendFrame send) {
    sent++;
    byte[] octets = FrameEncoder.encode(send.frame());
    Decoded decoded = FrameDecoder.decode(ByteBuffer.wrap(octets));
    assertEquals(send.frame(), decoded, "what is sent can be read");
    assertTrue(octets.length <= send.to().link().maxMessageOctets(), "fits the link");
    lastRadius = send.radius();
    nodeAt("?", send.to()).heard.add(send.frame());
  }

  /** A node on the stage: its name is its client id. */
  final class Node {
    private final String name;
    private final NodeAddress address;
    private final Deque<Frame> heard = new ArrayDeque<>();
    private int lastMsgId = 7_000;

    private Node(String name, NodeAddress address) {
      this.name = name;
      this.address = address;
    }

    NodeAddress address() {
      return address;
    }

    Node sends(Frame frame) {
      return sendsOctets(FrameEncoder.encode(frame));
    }

    /** A message as octets; wrapped where the node is behind a forwarder. */
    Node sendsOctets(byte[] message) {
      if (address.isForwarded()) {
        int header = 3 + address.nodeId().length();
        ByteBuffer out = ByteBuffer.allocate(header + message.length);
        out.put((byte) header).put((byte) 0xFE).put((byte) 0);
        address.nodeId().writeTo(out);
        datagram(address, out.put(message).array());
      } else {
        datagram(address, message);
      }
      return this;
    }

    Node expect(Frame... frames) {
      for (Frame frame : frames) {
        assertEquals(frame, heard.poll(), () -> name + " hears; then " + heard);
      }
      return this;
    }

    <T extends Frame> T expect(Class<T> type) {
      Frame frame = heard.poll();
      return assertInstanceOf(type, frame, () -> name + " hears " + frame + "; then " + heard);
    }

    /** The next frame, null where there is none. */
    Frame hearsMore() {
      return heard.poll();
    }

    Node expectNothing() {
      assertEquals(List.of(), List.copyOf(heard), () -> name + " hears nothing");
      return this;
    }

    List<Frame> drain() {
      List<Frame> all = List.copyOf(heard);
      heard.clear();
      return all;
    }

    /** Hears a PUBLISH to a normal topic id that is no repetition; its MsgId is the gateway's. */
    Frame.Publish hears(int qos, int topicId, String data) {
      Frame.Publish publish = expect(Frame.Publish.class);
      assertEquals(Messages.publish(qos, topicId, publish.msgId(), data), publish);
      assertEquals(qos > 0, publish.msgId() != 0, "a MsgId where one is needed");
      return publish;
    }

    /** Hears a QoS 1 PUBLISH and acknowledges it. */
    Node takes(int topicId, String data) {
      return acks(hears(1, topicId, data));
    }

    Node acks(Frame.Publish publish) {
      return sends(Messages.pubAck(publish.topicId(), publish.msgId()));
    }

    /** Is told a topic id by REGISTER; answering is up to the play. */
    Frame.Register isTold(String topic) {
      Frame.Register register = expect(Frame.Register.class);
      int id = register.topicId();
      assertEquals(Messages.register(id, register.msgId(), topic), register);
      assertTrue(id > 0 && id < 0xFFFF, "a topic id that is not reserved");
      assertTrue(register.msgId() > 0, "a MsgId");
      return register;
    }

    /** Is told a topic id by REGISTER and accepts it. */
    int learns(String topic) {
      Frame.Register register = isTold(topic);
      sends(Messages.regAck(register.topicId(), register.msgId()));
      return register.topicId();
    }

    Node connects() {
      return sends(Messages.connect(name)).expect(Messages.connAck());
    }

    /** CleanSession=0, keep-alive in seconds. */
    Node connectsPersistent(int keepAlive) {
      return sends(Messages.connect(name, false, false, keepAlive)).expect(Messages.connAck());
    }

    Node connectsWithWill(boolean clean, int keepAlive, int qos, String topic, String message) {
      return sends(Messages.connect(name, true, clean, keepAlive))
          .expect(Messages.willTopicReq())
          .sends(Messages.willTopic(qos, false, topic))
          .expect(Messages.willMsgReq())
          .sends(Messages.willMsg(message))
          .expect(Messages.connAck());
    }

    int registers(String topic) {
      sends(Messages.register(++lastMsgId, topic));
      Frame.RegAck ack = expect(Frame.RegAck.class);
      assertEquals(lastMsgId, ack.msgId());
      assertEquals(ReturnCode.ACCEPTED, ack.returnCode());
      assertTrue(ack.topicId() > 0 && ack.topicId() < 0xFFFF, "a topic id that is not reserved");
      return ack.topicId();
    }

    int subscribes(String filter, int qos) {
      sends(Messages.subscribe(qos, ++lastMsgId, filter));
      Frame.SubAck ack = expect(Frame.SubAck.class);
      assertEquals(Messages.subAck(qos, ack.topicId(), lastMsgId, ReturnCode.ACCEPTED), ack);
      return ack.topicId();
    }

    Node sleeps(int seconds) {
      return sends(Messages.sleep(seconds)).expect(Messages.disconnect());
    }

    Node wakes() {
      return sends(Messages.pingReq(name));
    }
  }

  /**
   * The broker behind the bridge. Opens, subscriptions and Resume are answered without a word
   * unless it is told otherwise; every other command waits to be expected.
   */
  final class Broker implements Actor {
    private final Deque<BrokerCommand> heard = new ArrayDeque<>();
    private final List<BrokerCommand> history = new ArrayList<>();
    private boolean opens = true;
    private boolean sessionPresent;
    private boolean subscribes = true;
    private boolean acknowledges;
    private boolean releases;
    private final Map<Long, Integer> packetIds = new HashMap<>();
    private long delivery = 1;
    private int packetId = 500;

    /** From now on Open and Subscribe wait to be expected and answered. */
    Broker byHand() {
      opens = false;
      subscribes = false;
      return this;
    }

    Broker subscriptionsByHand() {
      subscribes = false;
      return this;
    }

    Broker sessionPresent(boolean present) {
      sessionPresent = present;
      return this;
    }

    /** From now on every publish and release is acknowledged at once, and not to be expected. */
    Broker acknowledges() {
      acknowledges = true;
      return this;
    }

    /** From now on every PUBREC of a message to a node is answered with PUBREL at once. */
    Broker releases() {
      releases = true;
      return this;
    }

    @Override
    public void on(BrokerCommand command, Deque<BrokerEvent> answers) {
      history.add(command);
      String id = command.clientId();
      if (command instanceof BrokerCommand.Open && opens) {
        answers.add(new BrokerEvent.Opened(id, sessionPresent));
      } else if (command instanceof BrokerCommand.Subscribe s && subscribes) {
        answers.add(new BrokerEvent.SubscribeAcked(id, s.packetId(), s.qos()));
      } else if (command instanceof BrokerCommand.Unsubscribe u && subscribes) {
        answers.add(new BrokerEvent.UnsubscribeAcked(id, u.packetId()));
      } else if (command instanceof BrokerCommand.Publish p && acknowledges) {
        if (p.qos() == Qos.AT_LEAST_ONCE) {
          answers.add(new BrokerEvent.PublishAcked(id, p.packetId()));
        } else if (p.qos() == Qos.EXACTLY_ONCE) {
          answers.add(new BrokerEvent.PublishReceived(id, p.packetId()));
        }
      } else if (command instanceof BrokerCommand.Release r && acknowledges) {
        answers.add(new BrokerEvent.PublishCompleted(id, r.packetId()));
      } else if (command instanceof BrokerCommand.ReceivedDown r && releases) {
        answers.add(new BrokerEvent.ReleaseArrived(id, packetIds.get(r.delivery())));
      } else if (!(command instanceof BrokerCommand.Resume)) {
        heard.add(command);
      }
    }

    Broker expects(BrokerCommand command) {
      assertEquals(command, heard.poll(), () -> "the broker hears; then " + heard);
      return this;
    }

    <T extends BrokerCommand> T expects(Class<T> type) {
      BrokerCommand command = heard.poll();
      return assertInstanceOf(
          type, command, () -> "the broker hears " + command + "; then " + heard);
    }

    Broker expectsPublish(String clientId, int packetId, String topic, int qos, String payload) {
      return expects(
          new BrokerCommand.Publish(
              clientId, packetId, topic, Qos.ofBits(qos), false, Octets.utf8(payload)));
    }

    Broker expectsNothing() {
      assertEquals(List.of(), List.copyOf(heard), "the broker hears nothing");
      return this;
    }

    List<BrokerCommand> drain() {
      List<BrokerCommand> all = List.copyOf(heard);
      heard.clear();
      return all;
    }

    /** How many commands there were since the play began. */
    int commands() {
      return history.size();
    }

    /** All commands of a kind since the play began. */
    <T extends BrokerCommand> List<T> all(Class<T> type) {
      return history.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Broker tells(BrokerEvent event) {
      event(event);
      return this;
    }

    Broker acks(String clientId, int packetId) {
      return tells(new BrokerEvent.PublishAcked(clientId, packetId));
    }

    /** A message for a client arrives. */
    BrokerEvent.MessageArrived publishes(String clientId, String topic, int qos, String payload) {
      boolean acknowledged = qos > 0;
      BrokerEvent.MessageArrived message =
          new BrokerEvent.MessageArrived(
              clientId,
              acknowledged ? delivery++ : 0,
              acknowledged ? packetId++ : 0,
              topic,
              Qos.ofBits(qos),
              false,
              Octets.utf8(payload));
      packetIds.put(message.delivery(), message.packetId());
      event(message);
      return message;
    }

    /** The broker has further QoS 1 messages for a client, in this order. */
    List<BrokerEvent.MessageArrived> publishesAll(String clientId, String topic, String... data) {
      List<BrokerEvent.MessageArrived> messages = new ArrayList<>();
      for (String each : data) {
        messages.add(publishes(clientId, topic, 1, each));
      }
      return messages;
    }

    Broker expectsAck(BrokerEvent.MessageArrived message) {
      return expects(new BrokerCommand.AckDown(message.clientId(), message.delivery()));
    }
  }

  private final class Watcher implements GatewayObserver {
    @Override
    public void onMalformed(NodeAddress from, String reason) {
      malformed++;
    }

    @Override
    public void onSession(String id, NodeAddress at, String from, String to, String reason) {
      states.put(id, to);
    }

    @Override
    public void onDropped(String clientId, String what, String reason) {
      drops.merge(what, 1, Integer::sum);
    }

    @Override
    public void onDefect(String clientId, RuntimeException defect) {
      defects.add(defect);
      defectsOf.add(String.valueOf(clientId));
    }
  }
}
