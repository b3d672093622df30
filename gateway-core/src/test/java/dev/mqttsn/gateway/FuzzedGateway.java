package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredState;
import dev.mqttsn.session.SessionContext;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** The lives of one gateway over a disk that outlives them; after each input all limits hold. */
final class FuzzedGateway {
  private static final long SEED = 5;
  private static final long THREE_DAYS_MILLIS = 3 * 24 * 3_600_000L;

  /** The largest message for a node, its topic included. */
  private static final int MESSAGE_OCTETS = 1_500;

  private static final int MAX_STEPS = 100_000;
  private static final int MAX_ANSWERS = 2_000;

  /** {@code -Dfuzz.trace=true} shows what happens in a play. */
  private static final boolean TRACE = Boolean.getBoolean("fuzz.trace");

  private final GatewayConfig config;
  private final FuzzJudge judge;
  private final FuzzedBroker broker;
  private final FuzzedNodes nodes;
  private final StoredState disk = new StoredState();
  private final Deque<Effect.Store> uncommitted = new ArrayDeque<>();
  private GatewayShard shard;
  private long now = 1_000_000;
  private long lastSequence;
  private boolean failing;

  FuzzedGateway(GatewayConfig config, FuzzJudge judge, FuzzedBroker broker, FuzzedNodes nodes) {
    this.config = config;
    this.judge = judge;
    this.broker = broker;
    this.nodes = nodes;
    nodes.moveTo(config.links());
    begin();
  }

  private void begin() {
    trace("the gateway begins");
    shard = new GatewayShard(config, judge, new SplittableRandom(SEED), now);
    lastSequence = 0;
    failing = false;
    for (StoredSession session : disk.sessions()) {
      checkLimits(session);
      bind(session);
      shard.restore(now, session, false);
    }
    drain();
  }

  private void bind(StoredSession session) {
    StoredSession.Head head = session.head();
    boolean connected =
        head.standing() == StoredSession.Standing.ACTIVE
            || head.standing() == StoredSession.Standing.ASLEEP;
    if (connected) {
      config.links().stream()
          .filter(link -> link.name().equals(head.link()))
          .map(link -> new NodeAddress(link, head.address(), head.nodeId()))
          .forEach(address -> judge.bind(session.clientId(), address));
    }
  }

  // Inputs

  void datagram(NodeAddress from, byte[] octets) {
    NodeAddress heard = NodeAddress.direct(from.link(), from.address());
    trace("< " + from.address() + " " + FrameDecoder.decode(ByteBuffer.wrap(octets)));
    shard.onFrame(now, heard, ByteBuffer.wrap(octets));
    drain();
  }

  void event(BrokerEvent event) {
    trace("< " + event);
    judge.onEvent(event);
    shard.onBrokerEvent(now, event);
    judge.onEventOver();
    drain();
  }

  /** Whether something may wait for the disk. */
  boolean isWriting() {
    return !uncommitted.isEmpty();
  }

  void brokerAnswersAll() {
    for (int i = 0; i < MAX_ANSWERS && broker.hasAnswers(); i++) {
      BrokerEvent event = broker.answer(0);
      if (event != null) {
        event(event);
      }
    }
  }

  void passesToDeadline() {
    long next = shard.nextDeadline();
    if (next != GatewayShard.NEVER) {
      passes(Math.max(0, next - now));
    }
  }

  /** Deadline by deadline. */
  void passes(long millis) {
    long target = now + millis;
    int steps = 0;
    while (shard.nextDeadline() <= target) {
      now = Math.max(now, shard.nextDeadline());
      shard.onTimeout(now);
      drain();
      assertTrue(++steps < MAX_STEPS, "onTimeout does not move nextDeadline");
    }
    now = target;
  }

  /** That many writes are on the disk, or as many as there are. */
  void commits(int count) {
    for (int i = 0; i < count && !uncommitted.isEmpty(); i++) {
      Effect.Store write = uncommitted.poll();
      trace("committed " + write.sequence());
      disk.apply(write.change());
      if (write.change() instanceof StoredChange.PutMessage put) {
        judge.onStored(put.message());
      } else if (write.change() instanceof StoredChange.ReplaceAll all) {
        all.sessions().forEach(session -> session.messages().forEach(judge::onStored));
      }
      shard.onStored(write.sequence());
      drain();
    }
  }

  private void commitsAll() {
    commits(Integer.MAX_VALUE);
  }

  void diskFails() {
    if (config.durable()) {
      uncommitted.clear();
      failing = true;
      shard.onStoreFailing();
      drain();
    }
  }

  void diskIsWell() {
    if (failing) {
      failing = false;
      shard.onStoreWritable();
      drain();
    }
  }

  /**
   * @param orderly whether all writes are committed first
   */
  void restarts(boolean orderly) {
    if (!config.durable()) {
      return;
    }
    if (orderly) {
      commitsAll();
    }
    uncommitted.clear();
    broker.forgets();
    judge.onRestart();
    begin();
  }

  private void trace(String what) {
    if (TRACE) {
      System.err.println(now + " " + what);
    }
  }

  // Effects

  private void drain() {
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      trace("> " + effect);
      if (effect instanceof Effect.SendFrame send) {
        checkFrame(send.frame(), send.to().link().maxMessageOctets());
        nodes.hears(send.to(), send.frame());
      } else if (effect instanceof Effect.Broadcast broadcast) {
        checkFrame(broadcast.frame(), broadcast.link().maxMessageOctets());
      } else if (effect instanceof Effect.Command command) {
        broker.on(command.command(), command.promise());
      } else if (effect instanceof Effect.Store write) {
        store(write);
      }
    }
    assertTrue(shard.sessionCount() <= config.limits().clients(), "sessions");
    long underWay = (long) shard.sessionCount() * MESSAGE_OCTETS;
    assertWithin(
        shard.bufferedOctets(), config.limits().bufferedOctetsTotal() + underWay, "buffered");
    assertWithin(shard.stateOctets(), SessionContext.STATE_OCTETS, "state");
  }

  private static void assertWithin(long octets, long limit, String what) {
    assertTrue(octets >= 0 && octets <= limit, () -> what + ": " + octets + " octets");
  }

  private static void checkFrame(Frame frame, int maxOctets) {
    byte[] octets = FrameEncoder.encode(frame);
    assertTrue(octets.length <= maxOctets, () -> "too long for its link: " + frame);
    assertEquals(frame, FrameDecoder.decode(ByteBuffer.wrap(octets)), "can be read");
    Stage.checkFields(frame);
  }

  private void store(Effect.Store write) {
    assertTrue(config.durable(), "writes without a disk");
    assertFalse(failing, "writes while the disk fails");
    assertEquals(lastSequence + 1, write.sequence(), "sequences count up by one");
    lastSequence = write.sequence();
    uncommitted.add(write);
  }

  private void checkLimits(StoredSession session) {
    Limits limits = config.limits();
    assertTrue(session.topics().size() <= limits.topicsPerClient(), session::toString);
    assertTrue(session.filters().size() <= limits.filtersPerClient(), session::toString);
    assertTrue(session.messages().size() <= limits.bufferedMessages(), session::toString);
    assertTrue(session.packetIds().size() <= limits.pendingUp(), session::toString);
  }

  // The end of the play

  /** All goes well again, everybody leaves or is lost: nothing is left anywhere. */
  void ends() {
    diskIsWell();
    commitsAll();
    brokerAnswersAll();
    commitsAll();
    checkStored();
    judge.places().keySet().forEach(this::disconnects);
    commitsAll();
    brokerAnswersAll();
    passes(THREE_DAYS_MILLIS);
    commitsAll();
    assertEquals(0, shard.sessionCount(), "sessions left");
    assertEquals(0, shard.bufferedOctets(), "octets of messages left");
    assertEquals(0, shard.stateOctets(), "octets of state left");
    assertEquals(List.of(), disk.sessions(), "sessions left on the disk");
  }

  private void disconnects(NodeAddress from) {
    datagram(from, FrameEncoder.encode(new Frame.Disconnect(0), from.nodeId(), 0));
  }

  /** What was written change by change is what is written at once after an outage. */
  private void checkStored() {
    if (!config.durable()) {
      return;
    }
    diskFails();
    diskIsWell();
    assertTrue(uncommitted.peek().change() instanceof StoredChange.ReplaceAll);
    StoredState anew = new StoredState();
    anew.apply(uncommitted.peek().change());
    assertEquals(disk.sessions(), anew.sessions());
    commitsAll();
  }
}
