package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.BridgeLoop;

/** The event loop of one life of the gateway: what it was to do later dies with it. */
final class VirtualLoop implements BridgeLoop {
  private final VirtualClock clock;
  private boolean dead;

  VirtualLoop(VirtualClock clock) {
    this.clock = clock;
  }

  @Override
  public long nowMillis() {
    return clock.now();
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public Runnable schedule(long delayMillis, Runnable task) {
    return clock.after(
        delayMillis,
        () -> {
          if (!dead) {
            task.run();
          }
        });
  }

  void die() {
    dead = true;
  }
}
