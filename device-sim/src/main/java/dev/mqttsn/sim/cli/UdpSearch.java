package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** SEARCHGW by UDP: asks through every network, hears what comes back and what the group hears. */
final class UdpSearch implements AutoCloseable {
  private static final int MAX_OCTETS = 2_048;

  private final InetSocketAddress to;
  private final Selector selector;
  private final List<Asker> askers = new ArrayList<>();

  /** Asks on one network; its group has that network's scope. */
  private record Asker(DatagramChannel channel, InetSocketAddress to) {}

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
        search.ask(channel(to), to);
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

  private void ask(DatagramChannel channel, InetSocketAddress whom) throws IOException {
    channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
    channel.bind(null);
    channel.register(selector, SelectionKey.OP_READ);
    askers.add(new Asker(channel, whom));
  }

  private void join(List<NetworkInterface> through) throws IOException {
    for (NetworkInterface network : through) {
      if (hasFamily(network)) {
        joinOn(network);
      }
    }
    if (askers.isEmpty()) {
      throw new IOException(
          "no network of this machine leads to " + to.getAddress().getHostAddress());
    }
  }

  private boolean hasFamily(NetworkInterface network) {
    Class<? extends InetAddress> family = to.getAddress().getClass();
    return network.inetAddresses().anyMatch(family::isInstance);
  }

  private void joinOn(NetworkInterface network) {
    try {
      InetSocketAddress there = groupOn(network);
      listen(there, network);
      DatagramChannel asker = channel(to);
      asker.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
      ask(asker, there);
    } catch (IOException e) {
      // a network without multicast is no place to search
    }
  }

  /** An IPv6 group of link-local scope is another one on each network. */
  private InetSocketAddress groupOn(NetworkInterface network) throws UnknownHostException {
    if (to.getAddress() instanceof Inet6Address group) {
      InetAddress scoped = Inet6Address.getByAddress(null, group.getAddress(), network.getIndex());
      return new InetSocketAddress(scoped, to.getPort());
    }
    return to;
  }

  /** Hears what the group hears, unless another program keeps the port to itself. */
  private void listen(InetSocketAddress group, NetworkInterface network) throws IOException {
    DatagramChannel listener = channel(to);
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(group);
      listener.join(group.getAddress(), network);
      listener.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      listener.close();
      if (!(e instanceof BindException)) {
        throw e;
      }
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
    for (Asker asker : askers) {
      try {
        asker
            .channel()
            .setOption(StandardSocketOptions.IP_MULTICAST_TTL, radius == 0 ? 255 : radius)
            .send(ByteBuffer.wrap(question), asker.to());
        sent++;
      } catch (IOException e) {
        trouble = e;
      }
    }
    if (sent == 0 && trouble != null) {
      throw new IOException("cannot send to " + text(to) + ": " + trouble.getMessage(), trouble);
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
