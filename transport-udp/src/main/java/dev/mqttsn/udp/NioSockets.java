package dev.mqttsn.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;

/** The JDK's sockets, for machines without a native library. */
final class NioSockets implements Sockets {
  private static final ChannelOption<Integer> MULTICAST_TTL =
      NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_TTL);
  private static final ChannelOption<NetworkInterface> MULTICAST_IF =
      NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_IF);

  @Override
  public DatagramChannel open(SocketProtocolFamily family) {
    return new NioDatagramChannel(family);
  }

  @Override
  public void sizeDatagrams(Bootstrap bootstrap, int datagramOctets) {
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(datagramOctets));
  }

  @Override
  public int grantedReceiveBufferOctets(DatagramChannel channel) {
    return channel.config().getReceiveBufferSize();
  }

  @Override
  public void join(DatagramChannel channel, InetAddress group, NetworkInterface on)
      throws IOException {
    ChannelFuture joined = channel.joinGroup(new InetSocketAddress(group, 0), on);
    if (joined.cause() != null) {
      throw new IOException(joined.cause());
    }
  }

  @Override
  public void multicastThrough(DatagramChannel channel, InetAddress group, NetworkInterface out) {
    channel.config().setOption(MULTICAST_IF, out);
  }

  @Override
  public void multicastHops(DatagramChannel channel, InetAddress group, int hops) {
    channel.config().setOption(MULTICAST_TTL, hops);
  }
}
