package dev.mqttsn.bridge;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A Netty event loop as the bridge's; time begins with 0. */
final class NettyLoop implements BridgeLoop {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final EventLoop loop;
  private final long startNanos = System.nanoTime();

  NettyLoop(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long nowMillis() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public Runnable schedule(long delayMillis, Runnable task) {
    Future<?> timer = loop.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }
}
