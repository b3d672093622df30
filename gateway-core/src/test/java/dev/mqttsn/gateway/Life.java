package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredState;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One life of a gateway over a disk that outlives it. Commits happen when the play says so; what
 * was said to nodes and broker is kept as words, in order.
 */
final class Life {
  static final Link LINK = new Link("udp", 1_400);
  private static final NodeAddress NODE =
      NodeAddress.direct(LINK, Octets.wrap(new byte[] {10, 0, 0, 1, 0, 99}));

  private final StoredState disk;
  private final GatewayShard shard;
  private final Deque<Effect.Store> uncommitted = new ArrayDeque<>();
  private final Deque<String> said = new ArrayDeque<>();
  private boolean commitsAtOnce = true;
  long now = 1_000_000;

  Life(StoredState disk) {
    this(disk, Limits.DEFAULT);
  }

  Life(StoredState disk, Limits limits) {
    this(disk, limits, false);
  }

  /** After a start of the machine, at which the broker may have been killed too. */
  static Life afterBoot(StoredState disk) {
    return new Life(disk, Limits.DEFAULT, true);
  }

  private Life(StoredState disk, Limits limits, boolean brokerLost) {
    this.disk = disk;
    GatewayConfig config = new GatewayConfig(7, List.of(LINK), PredefinedTopics.NONE, limits, true);
    shard = new GatewayShard(config, GatewayObserver.NONE, new SplittableRandom(3), now);
    disk.sessions().forEach(session -> shard.restore(now, session, brokerLost));
    drain();
  }

  /** From now on nothing is committed before {@link #commits}. */
  Life commitsLater() {
    commitsAtOnce = false;
    return this;
  }

  /** All that was written is on the disk. */
  Life commits() {
    while (!uncommitted.isEmpty()) {
      commitsOne();
    }
    return this;
  }

  /** The first of what was written is on the disk. */
  Life commitsOne() {
    Effect.Store write = uncommitted.remove();
    disk.apply(write.change());
    shard.onStored(write.sequence());
    return drain();
  }

  Life diskFails() {
    uncommitted.clear();
    commitsAtOnce = false;
    shard.onStoreFailing();
    return drain();
  }

  Life diskIsWell() {
    shard.onStoreWritable();
    drain();
    commitsAtOnce = true;
    return commits();
  }

  Life node(Frame frame) {
    return node(NODE, frame);
  }

  Life node(NodeAddress from, Frame frame) {
    shard.onFrame(now, from, ByteBuffer.wrap(FrameEncoder.encode(frame)));
    return drain();
  }

  Life broker(BrokerEvent event) {
    shard.onBrokerEvent(now, event);
    return drain();
  }

  Life message(String clientId, int number, String topic, Qos qos, String payload) {
    return broker(
        new BrokerEvent.MessageArrived(
            clientId, number, number, topic, qos, false, Octets.utf8(payload)));
  }

  Life passes(long millis) {
    long until = now + millis;
    for (int i = 0; shard.nextDeadline() <= until && i < 10_000; i++) {
      now = Math.max(now, shard.nextDeadline());
      shard.onTimeout(now);
      drain();
    }
    now = until;
    return this;
  }

  /** What was said since the last time, all of it. */
  Life says(String... words) {
    List<String> heard = new ArrayList<>(said);
    said.clear();
    assertEquals(List.of(words), heard);
    return this;
  }

  Life whatever() {
    said.clear();
    return this;
  }

  boolean said(String word) {
    return said.stream().anyMatch(line -> line.startsWith(word));
  }

  int unwritten() {
    return uncommitted.size();
  }

  private Life drain() {
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      if (effect instanceof Effect.SendFrame send) {
        said.add(words(send.frame()));
      } else if (effect instanceof Effect.Command command) {
        said.add(words(command.command()));
      } else if (effect instanceof Effect.Store write) {
        uncommitted.add(write);
      }
    }
    if (commitsAtOnce && !uncommitted.isEmpty()) {
      commits();
    }
    return this;
  }

  private static String words(BrokerCommand command) {
    return "broker: " + Broker.line(command);
  }

  private static String words(Frame frame) {
    if (frame instanceof Frame.Publish p) {
      String dup = p.dup() ? " dup" : "";
      return "PUBLISH q" + p.qos().bits() + dup + " " + p.topicId() + " " + p.data().text();
    } else if (frame instanceof Frame.Register r) {
      return "REGISTER " + r.topicId() + " " + r.topicName().text();
    } else if (frame instanceof Frame.RegAck r) {
      return "REGACK " + r.topicId() + " " + r.returnCode();
    } else if (frame instanceof Frame.SubAck s) {
      return "SUBACK " + s.topicId() + " " + s.returnCode();
    } else if (frame instanceof Frame.ConnAck c) {
      return "CONNACK " + c.returnCode();
    } else if (frame instanceof Frame.PubAck p) {
      return "PUBACK " + p.msgId() + " " + p.returnCode();
    } else if (frame instanceof Frame.PubRel p) {
      return "PUBREL " + p.msgId();
    } else if (frame instanceof Frame.PubRec p) {
      return "PUBREC " + p.msgId();
    } else if (frame instanceof Frame.PubComp p) {
      return "PUBCOMP " + p.msgId();
    }
    return frame.type().name();
  }
}
