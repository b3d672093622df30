package dev.mqttsn.sim.impair;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes UDP datagrams between nodes and a gateway as a bad network would. Each node address has a
 * socket of its own towards the gateway, which sees as many addresses as there are nodes; one that
 * was unused for 10 minutes is forgotten, and at most 4,096 are kept. One thread.
 */
public final class ImpairProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ImpairProxy.class);
  private static final int MAX_DATAGRAM_OCTETS = 65_535;
  private static final int MAX_FLOWS = 4_096;
  private static final long IDLE_MILLIS = 600_000;
  private static final int MAX_UNDERWAY = 100_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final InetSocketAddress gateway;
  private final ImpairmentOptions options;
  private final SplittableRandom seeds;
  private final Selector selector;
  private final DatagramChannel listener;
  private final Thread thread = new Thread(this::run, "impair");
  private final long startNanos = System.nanoTime();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_OCTETS);
  private final FlowTable flows = new FlowTable(MAX_FLOWS, IDLE_MILLIS, ImpairProxy::end);
  private final Underway underway = new Underway(MAX_UNDERWAY);
  private final Tally up = new Tally();
  private final Tally down = new Tally();
  private long nodes;
  private long refused;
  private volatile boolean closed;

  private ImpairProxy(
      InetSocketAddress gateway,
      ImpairmentOptions options,
      long seed,
      Selector selector,
      DatagramChannel listener) {
    this.gateway = gateway;
    this.options = options;
    this.seeds = new SplittableRandom(seed);
    this.selector = selector;
    this.listener = listener;
  }

  /**
   * Begins to listen and to pass on.
   *
   * @param seed decides the fates of each node's datagrams, by the order in which nodes are first
   *     heard
   */
  public static ImpairProxy start(
      InetSocketAddress listen, InetSocketAddress gateway, ImpairmentOptions options, long seed)
      throws IOException {
    DatagramChannel listener = DatagramChannel.open();
    try {
      listener.bind(listen);
      listener.configureBlocking(false);
      Selector selector = Selector.open();
      listener.register(selector, SelectionKey.OP_READ);
      ImpairProxy proxy = new ImpairProxy(gateway, options, seed, selector, listener);
      proxy.thread.setDaemon(true);
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /** Where nodes reach it. */
  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  private long nowMillis() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (IOException e) {
      log.error("nothing is passed on any more: {}", e.getMessage());
    } finally {
      closeAll();
    }
  }

  private void turn() throws IOException {
    select();
    long now = nowMillis();
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof Flow flow) {
        readUpstream(now, flow);
      } else {
        readNodes(now);
      }
    }
    selector.selectedKeys().clear();
    passOn(nowMillis());
  }

  private void select() throws IOException {
    long next = underway.nextMillis();
    if (next == Underway.NEVER) {
      selector.select();
      return;
    }
    long delay = next - nowMillis();
    if (delay > 0) {
      selector.select(delay);
    } else {
      selector.selectNow();
    }
  }

  private void readNodes(long nowMillis) throws IOException {
    for (SocketAddress node = receive(); node != null; node = receive()) {
      Flow flow = flowOf(node, nowMillis);
      if (flow == null) {
        refused++;
      } else {
        meetFate(nowMillis, flow, true);
      }
    }
  }

  private SocketAddress receive() throws IOException {
    SocketAddress node = listener.receive(buffer.clear());
    buffer.flip();
    return node;
  }

  /** Null where too many addresses are in use. */
  private Flow flowOf(SocketAddress node, long nowMillis) throws IOException {
    Flow known = flows.use(node, nowMillis).orElse(null);
    if (known != null || !flows.hasRoom(nowMillis)) {
      return known;
    }
    Flow flow = open(node);
    flows.add(flow, nowMillis);
    nodes++;
    return flow;
  }

  private Flow open(SocketAddress node) throws IOException {
    DatagramChannel upstream = DatagramChannel.open();
    try {
      upstream.configureBlocking(false);
      upstream.connect(gateway);
      Impairment upwards = new Impairment(options, seeds.split());
      Flow flow = new Flow(node, upstream, upwards, new Impairment(options, seeds.split()));
      upstream.register(selector, SelectionKey.OP_READ, flow);
      return flow;
    } catch (IOException e) {
      upstream.close();
      throw e;
    }
  }

  private void readUpstream(long nowMillis, Flow flow) throws IOException {
    try {
      while (flow.upstream().isOpen() && flow.upstream().read(buffer.clear()) > 0) {
        buffer.flip();
        flows.use(flow.node(), nowMillis);
        meetFate(nowMillis, flow, false);
      }
    } catch (PortUnreachableException e) {
      log.debug("nobody listens at {}", gateway);
    }
  }

  private void meetFate(long nowMillis, Flow flow, boolean upwards) {
    Fate fate = flow.fate(upwards, nowMillis);
    (upwards ? up : down).add(fate);
    if (fate.isLost()) {
      return;
    }
    Octets octets = Octets.remaining(buffer);
    for (long due : fate.dueMillis()) {
      if (!underway.add(due, flow, upwards, octets)) {
        refused++;
      }
    }
  }

  private void passOn(long nowMillis) throws IOException {
    Underway.Datagram next;
    while ((next = underway.poll(nowMillis)) != null) {
      if (next.upwards()) {
        writeUpstream(next);
      } else {
        listener.send(ByteBuffer.wrap(next.octets().array()), next.flow().node());
        down.addPassed();
      }
    }
  }

  private void writeUpstream(Underway.Datagram datagram) throws IOException {
    DatagramChannel upstream = datagram.flow().upstream();
    try {
      if (upstream.isOpen()) {
        upstream.write(ByteBuffer.wrap(datagram.octets().array()));
        up.addPassed();
      }
    } catch (PortUnreachableException e) {
      log.debug("nobody listens at {}", gateway);
    }
  }

  private static void end(Flow flow) {
    try {
      flow.upstream().close();
    } catch (IOException e) {
      log.debug("a socket did not close: {}", e.getMessage());
    }
  }

  private void closeAll() {
    flows.clear();
    try {
      listener.close();
      selector.close();
    } catch (IOException e) {
      log.debug("a socket did not close: {}", e.getMessage());
    }
  }

  /** Waits until it has ended by itself, which it does only where its sockets fail. */
  void join() throws InterruptedException {
    thread.join();
  }

  /** What was done; exact after {@link #close}. */
  public String summary() {
    return "nodes to gateway: "
        + up
        + "\ngateway to nodes: "
        + down
        + "\n"
        + nodes
        + " node addresses; "
        + refused
        + " datagrams beyond the proxy's limits";
  }

  /** What is on its way is lost. */
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
