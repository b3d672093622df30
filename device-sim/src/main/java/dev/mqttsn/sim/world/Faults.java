package dev.mqttsn.sim.world;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes things go wrong at random times, until all heals. */
final class Faults {
  private static final long HOUR = 3_600_000;
  private static final int MAX_OUTAGE_MILLIS = 5_000;
  private static final int MAX_BROKER_OUTAGE_MILLIS = 30_000;
  private static final int MAX_DISK_OUTAGE_MILLIS = 60_000;
  private static final int MAX_BLACKOUT_MILLIS = 600_000;
  private static final int MAX_STALL_MILLIS = 15_000;

  private final World world;
  private final VirtualClock clock;
  private final RandomGenerator random;
  private final SimBroker broker;
  private final Disk disk;
  private final List<SimNode> nodes;
  private final Trace trace;
  private boolean healed;

  Faults(
      World world,
      VirtualClock clock,
      RandomGenerator random,
      SimBroker broker,
      Disk disk,
      List<SimNode> nodes,
      Trace trace) {
    this.world = world;
    this.clock = clock;
    this.random = random;
    this.broker = broker;
    this.disk = disk;
    this.nodes = nodes;
    this.trace = trace;
  }

  void begin(FaultOptions options) {
    often(options.cuts(), this::cut);
    often(options.brokerRestarts(), this::restartBroker);
    often(options.stalls(), this::stall);
    often(options.crashes(), this::crash);
    often(options.diskFailures(), this::failDisk);
    often(options.reboots(), this::reboot);
    often(options.blackouts(), this::blackout);
  }

  private void often(int perHour, Runnable fault) {
    if (perHour > 0) {
      clock.after(random.nextLong(2 * HOUR / perHour), () -> happen(perHour, fault));
    }
  }

  private void happen(int perHour, Runnable fault) {
    if (!healed) {
      fault.run();
      often(perHour, fault);
    }
  }

  void heal() {
    healed = true;
    disk.setWell(true);
    broker.start();
  }

  private SimNode anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void cut() {
    String clientId = random.nextInt(8) == 0 ? "gateway" : anyNode().name();
    if (random.nextBoolean()) {
      trace.line("fault: the broker link of " + clientId + " is cut");
      broker.cut(clientId);
    } else {
      trace.line("fault: the broker link of " + clientId + " is cut at its next publish");
      broker.cutAtNextPublish(clientId);
    }
  }

  private void restartBroker() {
    trace.line("fault: the broker ends");
    broker.stop();
    clock.after(random.nextInt(MAX_BROKER_OUTAGE_MILLIS), broker::start);
  }

  private void stall() {
    trace.line("fault: the broker stalls");
    broker.stall(random.nextInt(MAX_STALL_MILLIS));
  }

  private void crash() {
    trace.line("fault: the gateway crashes");
    world.crashGateway(random.nextBoolean());
    clock.after(random.nextInt(MAX_OUTAGE_MILLIS), world::startGateway);
  }

  private void failDisk() {
    trace.line("fault: the disk is full");
    disk.setWell(false);
    clock.after(random.nextInt(MAX_DISK_OUTAGE_MILLIS), () -> disk.setWell(true));
  }

  private void reboot() {
    SimNode node = anyNode();
    trace.line("fault: " + node.name() + " reboots");
    node.reboot();
  }

  private void blackout() {
    SimNode node = anyNode();
    trace.line("fault: " + node.name() + " is out of reach");
    node.setOutOfReach(true);
    clock.after(random.nextInt(MAX_BLACKOUT_MILLIS), () -> node.setOutOfReach(false));
  }
}
