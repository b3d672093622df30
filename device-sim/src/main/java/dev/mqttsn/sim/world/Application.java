package dev.mqttsn.sim.world;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.List;
import java.util.random.RandomGenerator;

/** An MQTT client at the broker that has messages for the nodes. */
final class Application {
  private static final long HOUR = 3_600_000;
  private static final int PERCENT = 100;
  private static final int LARGE_PERCENT = 3;
  private static final int BURST_PERCENT = 4;
  private static final int BURST = 25;
  private static final int SMALL_OCTETS = 40;
  private static final int LARGE_OCTETS = 2_000;

  private final VirtualClock clock;
  private final RandomGenerator random;
  private final SimBroker broker;
  private final List<NodeProfile> nodes;
  private long pauseMillis;
  private int published;

  Application(
      VirtualClock clock, RandomGenerator random, SimBroker broker, List<NodeProfile> nodes) {
    this.clock = clock;
    this.random = random;
    this.broker = broker;
    this.nodes = nodes;
  }

  void begin(int messagesPerHour) {
    pauseMillis = HOUR / ((long) messagesPerHour * nodes.size());
    clock.after(pause(), this::publishSometimes);
  }

  private long pause() {
    return 1 + random.nextLong(2 * pauseMillis);
  }

  void heal() {
    pauseMillis = 0;
  }

  private void publishSometimes() {
    if (pauseMillis == 0) {
      return;
    }
    if (broker.isUp()) {
      NodeProfile to = nodes.get(random.nextInt(nodes.size()));
      int count = random.nextInt(PERCENT) < BURST_PERCENT ? BURST : 1;
      for (int i = 0; i < count; i++) {
        broker.route(message(topic(to)));
      }
    }
    clock.after(pause(), this::publishSometimes);
  }

  private String topic(NodeProfile to) {
    return switch (random.nextInt(8)) {
      case 0 -> Topics.TO_ALL;
      case 1 -> "predefined/down";
      case 2 -> "dn";
      case 3, 4 -> "to/" + to.clientId() + "/exact";
      default -> "to/" + to.clientId() + "/" + (char) ('a' + random.nextInt(4));
    };
  }

  private Packet.Publish message(String topic) {
    boolean large = random.nextInt(PERCENT) < LARGE_PERCENT;
    Octets payload =
        Payloads.of("d" + ++published, random.nextInt(large ? LARGE_OCTETS : SMALL_OCTETS));
    Qos qos = Qos.ofBits(random.nextInt(3));
    return new Packet.Publish(false, 0, topic, qos, random.nextInt(PERCENT) < 2, payload);
  }
}
