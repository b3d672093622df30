package dev.mqttsn.sim.world;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a run consists of; drawn from its seed, or given.
 *
 * @param nodes 1 to 200
 * @param forwarders behind which some of the nodes are
 * @param maxMessageOctets of the nodes' network
 * @param retryMillis T_retry of gateway and nodes
 * @param bufferedMessages the gateway's limit for one client
 * @param durable whether the gateway has a store
 * @param slowestCommitMillis of that store
 * @param messagesPerHour of the application, to each node
 * @param faultyMillis how long faults happen before all heals
 */
record WorldOptions(
    long seed,
    int nodes,
    int sleepers,
    int wakeSeconds,
    int forwarders,
    RadioOptions radio,
    int maxMessageOctets,
    int retryMillis,
    int bufferedMessages,
    BrokerOptions broker,
    boolean durable,
    int slowestCommitMillis,
    int messagesPerHour,
    FaultOptions faults,
    long faultyMillis) {
  private static final long MINUTE = 60_000;
  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int SPARE = 6;
  private static final int[] WAKES = {15, 60, 120, 300};
  private static final int[] SIZES = {64, 128, 255, 1_400};
  private static final int[] BUFFERS = {5, 20, 100, 1_000};
  private static final int[] RETRIES = {1_000, 3_000, 10_000};
  private static final int[] COMMITS = {5, 50, 1_000};

  /** A run of 20 to 60 minutes. */
  static WorldOptions draw(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    int nodes = 1 + random.nextInt(8);
    int delay = 5 + random.nextInt(300);
    RadioOptions radio =
        new RadioOptions(
            percent(random, 40), percent(random, 15), delay, random.nextInt(2 * delay + 1));
    BrokerOptions broker =
        new BrokerOptions(
            1 + random.nextInt(60),
            random.nextInt(4) == 0 ? 50 : random.nextInt(5),
            random.nextInt(3) > 0);
    int wake = one(random, WAKES);
    int buffer = one(random, BUFFERS);
    return new WorldOptions(
        seed,
        nodes,
        random.nextInt(nodes + 1),
        wake,
        random.nextInt(3),
        radio,
        one(random, SIZES),
        one(random, RETRIES),
        buffer,
        broker,
        random.nextInt(4) > 0,
        one(random, COMMITS),
        Math.min(10 + random.nextInt(120), affordable(wake, buffer)),
        FaultOptions.draw(random),
        (20 + random.nextInt(41)) * MINUTE);
  }

  /** Messages an hour of which a sleeper can fetch several times as many. */
  private static int affordable(int wakeSeconds, int bufferedMessages) {
    return SECONDS_PER_HOUR / wakeSeconds * bufferedMessages / SPARE;
  }

  /** Every third run knows nothing of a fault, so that the others are told apart. */
  static int percent(RandomGenerator random, int most) {
    return random.nextInt(3) == 0 ? 0 : random.nextInt(most + 1);
  }

  private static int one(RandomGenerator random, int[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  WorldOptions withFaultyMillis(long millis) {
    return new WorldOptions(
        seed,
        nodes,
        sleepers,
        wakeSeconds,
        forwarders,
        radio,
        maxMessageOctets,
        retryMillis,
        bufferedMessages,
        broker,
        durable,
        slowestCommitMillis,
        messagesPerHour,
        faults,
        millis);
  }

  @Override
  public String toString() {
    return nodes
        + " nodes, "
        + sleepers
        + " asleep for "
        + wakeSeconds
        + " s at a time, "
        + forwarders
        + " forwarders, "
        + radio
        + ", at most "
        + maxMessageOctets
        + " octets, T_retry "
        + retryMillis
        + " ms, buffer "
        + bufferedMessages
        + ", "
        + messagesPerHour
        + " messages an hour down, broker "
        + broker.latencyMillis()
        + "+"
        + broker.serviceMillis()
        + " ms"
        + (broker.keepsState() ? "" : " without persistence")
        + (durable ? ", store with commits up to " + slowestCommitMillis + " ms" : ", no store")
        + "; an hour: "
        + faults
        + "; "
        + faultyMillis / MINUTE
        + " minutes";
  }
}
