package dev.mqttsn.bridge;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The broker's addresses. A name is looked up by the system's own resolver, which knows /etc/hosts
 * and names such as broker.local, on a thread of its own that lives only while it is needed.
 */
final class BrokerAddresses implements AutoCloseable {
  private static final long FRESH_MILLIS = 30_000;
  private static final long IDLE_THREAD_SECONDS = 5;

  private final EventLoop loop;
  private final String host;
  private final int port;
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_THREAD_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(1),
          new DefaultThreadFactory("broker-dns", true));
  private final List<Consumer<List<InetSocketAddress>>> askers = new ArrayList<>();
  private List<InetSocketAddress> known = List.of();
  private long knownMillis;
  private boolean literal;

  BrokerAddresses(EventLoop loop, BrokerConfig config) {
    this.loop = loop;
    this.port = config.port();
    this.host = config.host();
    lookups.allowCoreThreadTimeOut(true);
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
    if (octets != null) {
      literal = true;
      known = addresses(octets);
    }
  }

  /**
   * Gives the addresses, the best first, on the loop and perhaps at once. Where a lookup fails,
   * what was known before is given; empty means that the name has never been resolved.
   */
  void resolve(long nowMillis, Consumer<List<InetSocketAddress>> asker) {
    if (literal || (!known.isEmpty() && nowMillis - knownMillis < FRESH_MILLIS)) {
      asker.accept(known);
      return;
    }
    askers.add(asker);
    if (askers.size() == 1) {
      lookUp(nowMillis);
    }
  }

  /** Puts the address that answered first, so that the next attempt begins with it. */
  void onConnected(InetSocketAddress address) {
    if (known.size() > 1 && !known.get(0).equals(address) && known.contains(address)) {
      List<InetSocketAddress> sorted = new ArrayList<>(known);
      sorted.remove(address);
      sorted.add(0, address);
      known = List.copyOf(sorted);
    }
  }

  @Override
  public void close() {
    lookups.shutdownNow();
  }

  private void lookUp(long nowMillis) {
    try {
      lookups.execute(
          () -> {
            List<InetSocketAddress> found = lookUpBlocking();
            if (!loop.isShuttingDown()) {
              loop.execute(() -> answer(nowMillis, found));
            }
          });
    } catch (RejectedExecutionException e) {
      loop.execute(() -> answer(nowMillis, List.of()));
    }
  }

  private List<InetSocketAddress> lookUpBlocking() {
    try {
      List<InetSocketAddress> found = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        found.add(new InetSocketAddress(address, port));
      }
      return List.copyOf(found);
    } catch (UnknownHostException | SecurityException e) {
      return List.of();
    }
  }

  private void answer(long askedMillis, List<InetSocketAddress> found) {
    if (!found.isEmpty()) {
      keep(found);
      knownMillis = askedMillis;
    }
    List<Consumer<List<InetSocketAddress>>> waiting = List.copyOf(askers);
    askers.clear();
    waiting.forEach(asker -> asker.accept(known));
  }

  /** The order that experience has taught is kept where the addresses are the same. */
  private void keep(List<InetSocketAddress> found) {
    if (known.size() != found.size() || !known.containsAll(found)) {
      known = found;
    }
  }

  private List<InetSocketAddress> addresses(byte[] octets) {
    try {
      InetAddress address =
          host.indexOf('%') < 0 ? InetAddress.getByAddress(octets) : InetAddress.getByName(host);
      return List.of(new InetSocketAddress(address, port));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
