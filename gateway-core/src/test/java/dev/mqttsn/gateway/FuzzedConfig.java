package dev.mqttsn.gateway;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.Retry;
import java.util.List;
import java.util.Map;

/** Configurations that a fuzzer may choose from, most of them with limits that are soon reached. */
final class FuzzedConfig {
  private static final long LIFETIME_MILLIS = 3_600_000;
  private static final PredefinedTopics PREDEFINED =
      new PredefinedTopics(Map.of(1, "pre/one", 2, "pre/two"), Map.of("c1", Map.of(2, "own/two")));

  private FuzzedConfig() {}

  /** Bit 0: durable; 1: roomy; 2: short messages only; the rest chooses the overflow policy. */
  static GatewayConfig of(int choice) {
    boolean durable = (choice & 1) != 0;
    boolean roomy = (choice & 2) != 0;
    int udpOctets = (choice & 4) != 0 ? 40 : 1_400;
    Limits.Overflow[] policies = Limits.Overflow.values();
    Limits.Overflow overflow = policies[(choice >> 3) % policies.length];
    List<Link> links =
        List.of(
            new Link("udp", udpOctets),
            new Link("radio", 60, new Retry(1_000, 1), LIFETIME_MILLIS));
    return new GatewayConfig(7, links, PREDEFINED, limits(roomy, overflow), durable);
  }

  private static Limits limits(boolean roomy, Limits.Overflow overflow) {
    return roomy
        ? new Limits(20, 100, 20, 10, 50, 10_000, 50_000, 255, LIFETIME_MILLIS, 20, 200, overflow)
        : new Limits(3, 6, 3, 3, 4, 400, 700, 23, LIFETIME_MILLIS, 2, 5, overflow);
  }
}
