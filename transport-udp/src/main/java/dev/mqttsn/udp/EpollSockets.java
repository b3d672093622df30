package dev.mqttsn.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native Linux sockets, which take and send many datagrams with one system call.
 *
 * <p>Multicast is set with plain socket options: Netty's own would set the TTL of unicasts (its
 * IP_MULTICAST_TTL is IP_TTL) and cannot join an IPv4 group on a dual stack socket.
 */
final class EpollSockets implements Sockets {
  private static final int BATCH_DATAGRAMS = 64;
  private static final int MAX_BATCH_OCTETS = 128 << 10;

  /** {@code struct ip_mreqn}: group, local address, interface index. */
  private static final int IP_MREQN_OCTETS = 12;

  /** {@code struct ipv6_mreq}: group, interface index. */
  private static final int IPV6_MREQ_OCTETS = 20;

  private static final byte[] NO_ADDRESS = new byte[4];
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int IP = 0;
  private static final int IPV6 = 41;
  private static final RawUnixChannelOption IP_MULTICAST_IF =
      new RawUnixChannelOption("IP_MULTICAST_IF", IP, 32, IP_MREQN_OCTETS);
  private static final IntegerUnixChannelOption IP_MULTICAST_TTL =
      new IntegerUnixChannelOption("IP_MULTICAST_TTL", IP, 33);
  private static final RawUnixChannelOption IP_ADD_MEMBERSHIP =
      new RawUnixChannelOption("IP_ADD_MEMBERSHIP", IP, 35, IP_MREQN_OCTETS);
  private static final IntegerUnixChannelOption IPV6_MULTICAST_IF =
      new IntegerUnixChannelOption("IPV6_MULTICAST_IF", IPV6, 17);
  private static final IntegerUnixChannelOption IPV6_MULTICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_MULTICAST_HOPS", IPV6, 18);
  private static final RawUnixChannelOption IPV6_ADD_MEMBERSHIP =
      new RawUnixChannelOption("IPV6_ADD_MEMBERSHIP", IPV6, 20, IPV6_MREQ_OCTETS);

  @Override
  public DatagramChannel open(SocketProtocolFamily family) {
    return new EpollDatagramChannel(family);
  }

  @Override
  public void sizeDatagrams(Bootstrap bootstrap, int datagramOctets) {
    int batch = Math.max(1, Math.min(BATCH_DATAGRAMS, MAX_BATCH_OCTETS / datagramOctets));
    bootstrap
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, datagramOctets)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(datagramOctets * batch));
  }

  @Override
  public int grantedReceiveBufferOctets(DatagramChannel channel) {
    return channel.config().getReceiveBufferSize() / 2;
  }

  @Override
  public void join(DatagramChannel channel, InetAddress group, NetworkInterface on)
      throws IOException {
    if (group instanceof Inet4Address) {
      set(channel, IP_ADD_MEMBERSHIP, ipMreqn(group.getAddress(), NO_ADDRESS, on));
    } else {
      set(channel, IPV6_ADD_MEMBERSHIP, ipv6Mreq(group.getAddress(), on));
    }
  }

  @Override
  public void multicastThrough(DatagramChannel channel, InetAddress group, NetworkInterface out)
      throws IOException {
    if (group instanceof Inet4Address) {
      set(channel, IP_MULTICAST_IF, ipMreqn(NO_ADDRESS, source(out), out));
    } else {
      set(channel, IPV6_MULTICAST_IF, out.getIndex());
    }
  }

  @Override
  public void multicastHops(DatagramChannel channel, InetAddress group, int hops) {
    boolean ipv4 = group instanceof Inet4Address;
    channel.config().setOption(ipv4 ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS, hops);
  }

  private static <T> void set(DatagramChannel channel, ChannelOption<T> option, T value)
      throws IOException {
    try {
      channel.config().setOption(option, value);
    } catch (ChannelException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e);
    }
  }

  /**
   * Left to the kernel, which takes what the interface has when it sends, for that may change; but
   * on the loopback interface it would take an address of another one.
   */
  private static byte[] source(NetworkInterface out) throws IOException {
    return out.isLoopback() ? LOOPBACK : NO_ADDRESS;
  }

  private static ByteBuffer ipMreqn(byte[] group, byte[] local, NetworkInterface on) {
    return ByteBuffer.allocate(IP_MREQN_OCTETS)
        .order(ByteOrder.nativeOrder())
        .put(group)
        .put(local)
        .putInt(on.getIndex())
        .flip();
  }

  private static ByteBuffer ipv6Mreq(byte[] group, NetworkInterface on) {
    return ByteBuffer.allocate(IPV6_MREQ_OCTETS)
        .order(ByteOrder.nativeOrder())
        .put(group)
        .putInt(on.getIndex())
        .flip();
  }
}
