package dev.mqttsn.bridge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** TCP channels to the broker, all alike, of the kind that their loop serves. */
final class Channels {
  private static final int CONNECT_MILLIS = 4_000;
  private static final int MIN_RECEIVE_OCTETS = 128;
  private static final int FIRST_RECEIVE_OCTETS = 512;
  private static final int MAX_RECEIVE_OCTETS = 65_536;

  private Channels() {}

  /** One for all connections; each adds its own handlers when it is connected. */
  static Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(type(loop))
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(
                MIN_RECEIVE_OCTETS, FIRST_RECEIVE_OCTETS, MAX_RECEIVE_OCTETS))
        .handler(new Placeholder());
  }

  private static Class<? extends Channel> type(EventLoop loop) {
    boolean epoll =
        Epoll.isAvailable() && loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** A bootstrap wants a handler. */
  @ChannelHandler.Sharable
  private static final class Placeholder extends ChannelInboundHandlerAdapter {}
}
