package dev.mqttsn.sim.world;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Draws what the nodes are. */
final class Profiles {
  private static final int MILLIS = 1_000;
  private static final int MAX_PUBLISH_PAUSE_SECONDS = 120;
  private static final int KEEP_ALIVE_SECONDS = 60;

  private Profiles() {}

  static List<NodeProfile> draw(WorldOptions options) {
    RandomGenerator random = new SplittableRandom(options.seed() + 2);
    List<NodeProfile> profiles = new ArrayList<>();
    for (int number = 1; number <= options.nodes(); number++) {
      boolean sleeps = number <= options.sleepers();
      profiles.add(profile(options, random, number, sleeps));
    }
    return profiles;
  }

  private static NodeProfile profile(
      WorldOptions options, RandomGenerator random, int number, boolean sleeps) {
    String clientId = "n" + number;
    boolean clean = random.nextInt(4) == 0;
    int forwarder = options.forwarders() == 0 ? 0 : random.nextInt(options.forwarders() + 1);
    // One sleeper in three announces hardly more than it sleeps.
    int announced = options.wakeSeconds() * (1 + random.nextInt(3)) + 5;
    return new NodeProfile(
        number,
        clientId,
        clean,
        random.nextInt(3) == 0,
        KEEP_ALIVE_SECONDS,
        forwarder,
        sleeps ? announced : 0,
        (long) options.wakeSeconds() * MILLIS,
        random.nextInt(4) == 0 ? 0 : (5 + random.nextInt(MAX_PUBLISH_PAUSE_SECONDS)) * 1_000L,
        topics(clientId, number),
        filters(clientId, random),
        random.nextInt(3) == 0,
        options.retryMillis());
  }

  private static List<Topic> topics(String clientId, int number) {
    return List.of(
        Topic.named("from/" + clientId + "/temperature"),
        Topic.named("from/" + clientId + "/battery"),
        Topic.shortName("s" + (char) ('a' + number % 26)),
        Topic.predefined(Topics.PREDEFINED_UP),
        Topic.named(Topics.TO_ALL));
  }

  private static Map<Topic, Qos> filters(String clientId, RandomGenerator random) {
    Map<Topic, Qos> filters = new LinkedHashMap<>();
    filters.put(Topic.named("to/" + clientId + "/+"), Qos.ofBits(random.nextInt(3)));
    filters.put(Topic.named("to/" + clientId + "/exact"), Qos.EXACTLY_ONCE);
    if (random.nextBoolean()) {
      filters.put(Topic.named("all/#"), Qos.ofBits(random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      filters.put(Topic.predefined(Topics.PREDEFINED_DOWN), Qos.AT_LEAST_ONCE);
    }
    if (random.nextBoolean()) {
      filters.put(Topic.shortName("dn"), Qos.ofBits(random.nextInt(3)));
    }
    return filters;
  }
}
