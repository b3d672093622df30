package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SEARCHGW by UDP: asks through every network, hears what comes back and what the group hears. */
final class UdpSearch implements AutoCloseable {
  private static final int MAX_OCTETS = 2_048;

  private final InetSocketAddress to;
  private final Selector selector;
  private final List<DatagramChannel> askers = new ArrayList<>();

  private UdpSearch(InetSocketAddress to, Selector selector) {
    this.to = to;
    this.selector = selector;
  }

  /**
   * @param through the networks of the group; empty for a single host
   */
  static UdpSearch open(InetSocketAddress to, List<NetworkInterface> through) throws IOException {
    UdpSearch search = new UdpSearch(to, Selector.open());
    try {
      if (!to.getAddress().isMulticastAddress()) {
        search.ask(channel(to));
      } else {
        search.join(through);
      }
      return search;
    } catch (IOException e) {
      search.close();
      throw e;
    }
  }

  private static DatagramChannel channel(InetSocketAddress to) throws IOException {
    ProtocolFamily family =
        to.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    DatagramChannel channel = DatagramChannel.open(family);
    channel.configureBlocking(false);
    return channel;
  }

  private void ask(DatagramChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
    channel.bind(null);
    channel.register(selector, SelectionKey.OP_READ);
    askers.add(channel);
  }

  private void join(List<NetworkInterface> through) throws IOException {
    Optional<DatagramChannel> listener = listener();
    for (NetworkInterface network : through) {
      if (hasFamily(network)) {
        joinOn(network, listener);
      }
    }
    if (askers.isEmpty()) {
      throw new IOException("no network of this machine leads to " + to.getAddress());
    }
  }

  /** What the group hears; empty where another program keeps the port to itself. */
  private Optional<DatagramChannel> listener() throws IOException {
    DatagramChannel listener = channel(to);
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(to);
      listener.register(selector, SelectionKey.OP_READ);
      return Optional.of(listener);
    } catch (BindException e) {
      listener.close();
      return Optional.empty();
    }
  }

  private boolean hasFamily(NetworkInterface network) {
    Class<? extends InetAddress> family = to.getAddress().getClass();
    return network.inetAddresses().anyMatch(family::isInstance);
  }

  private void joinOn(NetworkInterface network, Optional<DatagramChannel> listener) {
    try {
      if (listener.isPresent()) {
        listener.get().join(to.getAddress(), network);
      }
      DatagramChannel asker = channel(to);
      asker.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      ask(asker);
    } catch (IOException e) {
      // a network without multicast is no place to search
    }
  }

  /** Asks and listens until there is enough or the time is over. */
  void run(int radius, int seconds, Findings findings) throws IOException {
    SearchTimes times = new SearchTimes(seconds);
    byte[] question = FrameEncoder.encode(new Frame.SearchGw(radius));
    while (!times.isOver() && !findings.isEnough()) {
      if (times.isDue()) {
        askAll(question, radius);
      }
      selector.select(times.idleMillis());
      hearAll(times, findings);
    }
  }

  private void askAll(byte[] question, int radius) throws IOException {
    IOException trouble = null;
    int sent = 0;
    for (DatagramChannel asker : askers) {
      try {
        asker.setOption(StandardSocketOptions.IP_MULTICAST_TTL, radius == 0 ? 255 : radius);
        asker.send(ByteBuffer.wrap(question), to);
        sent++;
      } catch (IOException e) {
        trouble = e;
      }
    }
    if (sent == 0 && trouble != null) {
      throw new IOException("cannot send to " + to + ": " + trouble.getMessage(), trouble);
    }
  }

  private void hearAll(SearchTimes times, Findings findings) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_OCTETS);
    for (SelectionKey key : selector.selectedKeys()) {
      DatagramChannel channel = (DatagramChannel) key.channel();
      InetSocketAddress from;
      while ((from = (InetSocketAddress) channel.receive(buffer.clear())) != null) {
        findings.hear(text(from), buffer.flip(), times.nowMillis());
      }
    }
    selector.selectedKeys().clear();
  }

  private static String text(InetSocketAddress from) {
    String ip = from.getAddress().getHostAddress();
    return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + from.getPort();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
