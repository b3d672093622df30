package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.NodeLoop;
import java.util.random.RandomGenerator;

/** What all nodes of a fleet have in common; used on the loop only, but for its making. */
final class Stage {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double JITTER = 0.1;

  private final NodeLoop loop;
  private final String prefix;
  private final String run;
  private final Tally tally = new Tally();
  private final long beginNanos = System.nanoTime();
  private Application application = Application.NONE;
  private boolean open = true;

  /**
   * @param prefix of topics and client ids
   * @param run tells the messages of this run from others
   */
  Stage(NodeLoop loop, String prefix, String run) {
    this.loop = loop;
    this.prefix = prefix;
    this.run = run;
  }

  NodeLoop loop() {
    return loop;
  }

  Tally tally() {
    return tally;
  }

  String clientId(String node) {
    return prefix + "-" + node;
  }

  String topic(String node, String what) {
    return prefix + "/" + node + "/" + what;
  }

  Payload payload(String node, int number) {
    return new Payload(run, node, number);
  }

  boolean isOurs(Payload payload) {
    return payload.run().equals(run);
  }

  Application application() {
    return application;
  }

  boolean hasApplication() {
    return application != Application.NONE;
  }

  void employ(Application atBroker) {
    application = atBroker;
  }

  double seconds() {
    return (System.nanoTime() - beginNanos) / NANOS_PER_SECOND;
  }

  /** Nothing new is sent any more. */
  void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  /** Does something again and again, the first time within one period, until the stage closes. */
  void every(long millis, RandomGenerator random, Runnable act) {
    loop.after(random.nextLong(millis) + 1, () -> turn(millis, random, act));
  }

  private void turn(long millis, RandomGenerator random, Runnable act) {
    if (open) {
      act.run();
      double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
      loop.after(Math.max(1, Math.round(millis * factor)), () -> turn(millis, random, act));
    }
  }
}
