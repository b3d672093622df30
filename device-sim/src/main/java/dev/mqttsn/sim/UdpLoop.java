package dev.mqttsn.sim;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that gives any number of nodes their sockets, timers and turns. All listeners of its
 * nodes are called on it.
 */
public final class UdpLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UdpLoop.class);
  private static final int MAX_DATAGRAM_OCTETS = 65_535;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final Selector selector;
  private final Thread thread;
  private final long startNanos = System.nanoTime();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_OCTETS);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final List<UdpDevice> devices = new ArrayList<>();
  private volatile boolean closed;

  private UdpLoop(Selector selector, String name) {
    this.selector = selector;
    this.thread = new Thread(this::run, name);
  }

  public static UdpLoop start(String name) throws IOException {
    UdpLoop loop = new UdpLoop(Selector.open(), name);
    loop.thread.setDaemon(true);
    loop.thread.start();
    return loop;
  }

  /** Adds a node with an unconnected session; from any thread. */
  public UdpDevice add(InetSocketAddress gateway, DeviceConfig config, DeviceListener listener)
      throws IOException {
    DatagramChannel socket = open(gateway);
    UdpDevice device = new UdpDevice(this, socket, new VirtualDevice(config, listener));
    execute(() -> register(device));
    return device;
  }

  private static DatagramChannel open(InetSocketAddress gateway) throws IOException {
    boolean ipv4 = gateway.getAddress() instanceof Inet4Address;
    DatagramChannel socket =
        DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      socket.configureBlocking(false);
      socket.connect(gateway);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void register(UdpDevice device) {
    try {
      device.socket().register(selector, SelectionKey.OP_READ, device);
      devices.add(device);
    } catch (IOException e) {
      log.warn("a node's socket does not work: {}", e.getMessage());
    }
  }

  /** Milliseconds since the loop began; monotonic. */
  public long nowMillis() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }

  /** Runs a task on the loop, in order; from any thread. */
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs a task on the loop after a delay; from any thread. */
  public void after(long delayMillis, Runnable task) {
    execute(() -> timers.add(nowMillis() + delayMillis, task));
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
    readAll();
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
    long now = nowMillis();
    timers.runDue(now);
    for (UdpDevice device : devices) {
      device.onTimeout(now);
      device.write();
    }
  }

  private void select() throws IOException {
    long deadline = timers.nextMillis();
    for (UdpDevice device : devices) {
      deadline = Math.min(deadline, device.nextDeadline());
    }
    if (deadline == Long.MAX_VALUE) {
      selector.select();
      return;
    }
    long delay = deadline - nowMillis();
    if (delay > 0) {
      selector.select(delay);
    } else {
      selector.selectNow();
    }
  }

  private void readAll() throws IOException {
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      ((UdpDevice) ready.next().attachment()).read(buffer);
      ready.remove();
    }
  }

  private void closeSockets() {
    try {
      for (UdpDevice device : devices) {
        device.socket().close();
      }
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
