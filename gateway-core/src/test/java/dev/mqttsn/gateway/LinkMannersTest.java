package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Retry;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.Subscribe;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two networks on one gateway, each with its own T_retry, N_retry and T_ADV. */
class LinkMannersTest {
  private static final long MINUTE = 60_000;
  private static final Link LAN = new Link("udp lan", 1_400, new Retry(2_000, 1), 0);
  private static final Link RADIO = new Link("serial radio", 60, new Retry(30_000, 2), MINUTE);

  private final GatewayShard shard =
      new GatewayShard(
          new GatewayConfig(7, List.of(LAN, RADIO), PredefinedTopics.NONE, Limits.DEFAULT),
          GatewayObserver.NONE,
          new SplittableRandom(1),
          0);

  @Test
  void aMessageIsRepeatedAsItsNodesNetworkWantsIt() {
    assertEquals(List.of(0L, 2_000L), sendingTimes(LAN));
    assertEquals(List.of(0L, 30_000L, 60_000L), sendingTimes(RADIO));
  }

  @Test
  void eachLinkAdvertisesAtItsOwnIntervalOrNotAtAll() {
    shard.onBrokerEvent(0, new BrokerEvent.Opened(BrokerCommand.GATEWAY, false));
    List<String> heard = new ArrayList<>();
    for (long now = shard.nextDeadline(); now <= 3 * MINUTE; now = shard.nextDeadline()) {
      collectAdvertises(heard);
      shard.onTimeout(now);
    }
    collectAdvertises(heard);
    assertEquals(4, heard.size());
    assertEquals(1, heard.stream().distinct().count(), heard::toString);
  }

  @Test
  void aMessageUnderWayDoesNotFollowItsNodeToANetworkThatDoesNotCarryIt() {
    NodeAddress lan = NodeAddress.direct(LAN, Octets.wrap(new byte[] {1}));
    NodeAddress radio = NodeAddress.direct(RADIO, Octets.wrap(new byte[] {2}));
    subscribed(lan, "n");
    receive(lan, new Frame.Disconnect(300));
    shard.onBrokerEvent(
        0,
        new BrokerEvent.MessageArrived(
            "n", 1, 1, "ab", Qos.AT_LEAST_ONCE, false, Octets.wrap(new byte[100])));
    receive(lan, new Frame.PingReq(Octets.utf8("n")));
    drain();
    receive(radio, new Frame.PingReq(Octets.utf8("n")));
    List<Effect> effects = new ArrayList<>();
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      effects.add(effect);
    }
    assertEquals(
        List.of(
            new Effect.Command(new BrokerCommand.AckDown("n", 1)),
            new Effect.SendFrame(radio, new Frame.PingResp())),
        effects);
  }

  private void collectAdvertises(List<String> heard) {
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      if (effect instanceof Effect.Broadcast broadcast) {
        heard.add(broadcast.link().name() + broadcast.frame());
      }
    }
  }

  private void subscribed(NodeAddress node, String id) {
    receive(node, new Connect(false, true, 1, 0, Octets.utf8(id)));
    shard.onBrokerEvent(0, new BrokerEvent.Opened(id, false));
    receive(node, new Subscribe(false, Qos.AT_LEAST_ONCE, TopicIdType.SHORT, 1, Octets.utf8("ab")));
    drain();
    shard.onBrokerEvent(0, new BrokerEvent.SubscribeAcked(id, 65_535, Qos.AT_LEAST_ONCE));
    drain();
  }

  /** When a QoS 1 message that the node never acknowledges goes out on this link. */
  private List<Long> sendingTimes(Link link) {
    NodeAddress node = NodeAddress.direct(link, Octets.wrap(new byte[] {1}));
    String id = "node on " + link.name();
    subscribed(node, id);
    shard.onBrokerEvent(
        0,
        new BrokerEvent.MessageArrived(
            id, 1, 1, "ab", Qos.AT_LEAST_ONCE, false, Octets.wrap(new byte[] {1})));
    List<Long> times = new ArrayList<>();
    long now = 0;
    while (now <= 10 * MINUTE) {
      if (drain().stream().anyMatch(Publish.class::isInstance)) {
        times.add(now);
      }
      now = shard.nextDeadline();
      shard.onTimeout(now);
    }
    return times;
  }

  private void receive(NodeAddress from, Frame frame) {
    shard.onFrame(0, from, ByteBuffer.wrap(FrameEncoder.encode(frame)));
  }

  private List<Frame> drain() {
    List<Frame> frames = new ArrayList<>();
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      if (effect instanceof Effect.SendFrame send) {
        frames.add(send.frame());
      }
    }
    return frames;
  }
}
