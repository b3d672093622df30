package dev.mqttsn.sim.net;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that gives any number of nodes their sockets, timers and turns. All listeners of its
 * nodes are called on it.
 */
public final class NodeLoop implements Scheduler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeLoop.class);
  private static final int MAX_DATAGRAM_OCTETS = 65_535;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final Selector selector;
  private final Thread thread;
  private final long startNanos = System.nanoTime();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_OCTETS);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private volatile boolean closed;

  private NodeLoop(Selector selector, String name) {
    this.selector = selector;
    this.thread = new Thread(this::run, name);
  }

  public static NodeLoop start(String name) throws IOException {
    NodeLoop loop = new NodeLoop(Selector.open(), name);
    loop.thread.setDaemon(true);
    loop.thread.start();
    return loop;
  }

  /** UDP to a gateway; every uplink has a socket, and so a source port, of its own. */
  public Network udp(InetSocketAddress gateway) {
    return receiver -> {
      UdpUplink uplink = UdpUplink.open(gateway, receiver);
      try {
        uplink.socket().register(selector, SelectionKey.OP_READ, uplink);
      } catch (IOException e) {
        uplink.close();
        throw e;
      }
      selector.wakeup();
      return uplink;
    };
  }

  /** Adds a node without a session; from any thread. */
  public LoopDevice add(Network network, DeviceConfig config, DeviceListener listener)
      throws IOException {
    return add(network, config, listener, FrameFilter.NONE);
  }

  /** Adds a node whose frames pass a filter; from any thread. */
  public LoopDevice add(
      Network network, DeviceConfig config, DeviceListener listener, FrameFilter filter)
      throws IOException {
    return LoopDevice.open(this, network, config, listener, filter);
  }

  @Override
  public long nowMillis() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  @Override
  public void at(long atMillis, Runnable task) {
    if (Thread.currentThread() == thread) {
      timers.add(atMillis, task);
    } else {
      execute(() -> timers.add(atMillis, task));
    }
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (IOException e) {
      log.error("the nodes' loop ended: {}", e.getMessage());
    } finally {
      closeSockets();
    }
  }

  private void turn() throws IOException {
    select();
    try {
      readAll();
      runTasks();
      timers.runDue(nowMillis());
    } catch (RuntimeException e) {
      log.error("a defect of the simulator", e);
    }
  }

  private void select() throws IOException {
    if (!tasks.isEmpty()) {
      selector.selectNow();
      return;
    }
    long deadline = timers.nextMillis();
    long delay = deadline - nowMillis();
    if (deadline == Long.MAX_VALUE) {
      selector.select();
    } else if (delay > 0) {
      selector.select(delay);
    } else {
      selector.selectNow();
    }
  }

  private void readAll() {
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      if (key.isValid()) {
        ((UdpUplink) key.attachment()).read(buffer);
      }
    }
  }

  /** A task that adds another one does not keep the sockets waiting. */
  private void runTasks() {
    int count = tasks.size();
    for (int i = 0; i < count; i++) {
      tasks.remove().run();
    }
  }

  private void closeSockets() {
    try {
      selector.keys().forEach(key -> ((UdpUplink) key.attachment()).close());
      selector.close();
    } catch (IOException e) {
      log.debug("a socket did not close: {}", e.getMessage());
    }
  }

  /** Ends the loop and closes all sockets; nodes say nothing more. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
