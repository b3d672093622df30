package dev.mqttsn.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** What differs between the sockets of epoll and those of NIO. */
interface Sockets {
  static Sockets of(EventLoopGroup group) {
    return group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class)
        ? new EpollSockets()
        : new NioSockets();
  }

  DatagramChannel open(SocketProtocolFamily family);

  /** Makes room for datagrams of that size; what is longer arrives cut short. */
  void sizeDatagrams(Bootstrap bootstrap, int datagramOctets);

  /** The receive buffer in the terms of what was asked for, which Linux doubles. */
  int grantedReceiveBufferOctets(DatagramChannel channel);

  /** Receives what is sent to the group on that interface. */
  void join(DatagramChannel channel, InetAddress group, NetworkInterface on) throws IOException;

  /** Later multicasts of the group's address family leave through that interface. */
  void multicastThrough(DatagramChannel channel, InetAddress group, NetworkInterface out)
      throws IOException;

  /** Later multicasts of the group's address family may take that many hops. */
  void multicastHops(DatagramChannel channel, InetAddress group, int hops);
}
