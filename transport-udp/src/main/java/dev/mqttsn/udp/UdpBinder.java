package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the sockets of one link. Nothing is read from them before all of it stands. */
final class UdpBinder {
  private static final Logger log = LoggerFactory.getLogger(UdpBinder.class);
  private static final int MIN_DATAGRAM_OCTETS = 4_096;
  private static final int DATAGRAM_STEP_OCTETS = 1_024;

  /** A forwarder's envelope comes on top of a message: length, type, control, node id. */
  private static final int ENVELOPE_OCTETS = 255;

  /** What may wait for the network: some 8,000 short messages. */
  private static final WriteBufferWaterMark WAITING_OCTETS =
      new WriteBufferWaterMark(512 << 10, 1 << 20);

  private final EventLoopGroup group;
  private final UdpConfig config;
  private final FrameSink sink;
  private final Sockets sockets;

  UdpBinder(EventLoopGroup group, UdpConfig config, FrameSink sink) {
    this.group = group;
    this.config = config;
    this.sink = sink;
    sockets = Sockets.of(group);
  }

  UdpTransport bind() throws UdpBindException {
    InetAddress host = Hosts.listenAddress(config.host());
    MulticastGroup multicast = config.hasMulticast() ? MulticastGroup.of(config, host) : null;
    DatagramChannel main = openMain(host);
    try {
      return attach(main, host, multicast);
    } catch (UdpBindException e) {
      var unused = main.close();
      throw e;
    }
  }

  /** Alone on its port, except that others may listen to the group on the same port. */
  private DatagramChannel openMain(InetAddress host) throws UdpBindException {
    InetSocketAddress address = new InetSocketAddress(host, config.port());
    try {
      return open(group, config.host(), address, false);
    } catch (UdpBindException e) {
      boolean groupPort = host.isAnyLocalAddress() && sharesGroupPort(config.port());
      if (!groupPort || !Hosts.isFreeOnLoopback(config.port())) {
        throw e;
      }
      return open(group, config.host(), address, true);
    }
  }

  private boolean sharesGroupPort(int port) {
    return config.hasMulticast() && config.multicastPort() == port;
  }

  private UdpTransport attach(DatagramChannel main, InetAddress host, MulticastGroup multicast)
      throws UdpBindException {
    Link link =
        new Link(
            "udp " + name(host, main),
            config.maxMessageOctets(),
            config.retry(),
            config.advertiseIntervalMillis());
    SendCounters counters = new SendCounters(link.name());
    AddressBook addresses = new AddressBook(link, AddressBook.MAX_ENTRIES);
    main.pipeline().addLast(new DatagramReceiver(addresses, sink, counters));
    Multicast membership = null;
    if (multicast != null) {
      DatagramChannel receiver = groupReceiver(main, host, multicast);
      if (receiver != main) {
        receiver
            .pipeline()
            .addLast(new DatagramReceiver(addresses, groupSink(multicast), counters));
      }
      membership =
          new Multicast(
              link.name(), sockets, multicast, host, config.multicastTtl(), main, receiver);
      membership.join();
      receiver.config().setAutoRead(true);
    }
    warnOfSmallBuffer(link, main);
    UdpTransport transport = new UdpTransport(link, main, addresses, counters, membership);
    main.config().setAutoRead(true);
    return transport;
  }

  private String name(InetAddress host, DatagramChannel main) {
    boolean fellBack = config.host().equals("::") && host instanceof Inet4Address;
    String shown = fellBack ? host.getHostAddress() : config.host();
    return Hosts.withPort(shown, main.localAddress().getPort());
  }

  /**
   * A socket bound to the group hears nothing but the group. On the port of a main socket that is
   * bound to all addresses it would have to share with it, and both would hear the group: there the
   * main socket joins.
   */
  private DatagramChannel groupReceiver(
      DatagramChannel main, InetAddress host, MulticastGroup multicast) throws UdpBindException {
    if (host.isAnyLocalAddress() && sharesGroupPort(main.localAddress().getPort())) {
      // set only now, so that a second gateway on this port was refused; lets others hear the group
      main.config().setReuseAddress(true);
      return main;
    }
    InetSocketAddress address = receiverAddress(host, multicast);
    return open(main.eventLoop(), address.getAddress().getHostAddress(), address, true);
  }

  private static InetSocketAddress receiverAddress(InetAddress host, MulticastGroup multicast)
      throws UdpBindException {
    if (!multicast.ip().isMCLinkLocal() && !multicast.ip().isMCNodeLocal()) {
      return multicast.address();
    }
    try {
      return multicast.scoped(multicast.networkInterface(host));
    } catch (IOException e) {
      throw new UdpBindException(
          UdpBindException.Part.GROUP,
          "the multicast group "
              + multicast.ip().getHostAddress()
              + " means nothing without a network interface: name it",
          e);
    }
  }

  private FrameSink groupSink(MulticastGroup multicast) {
    return sink instanceof CapturingSink capturing ? capturing.heardOn(multicast.address()) : sink;
  }

  private DatagramChannel open(
      EventLoopGroup loops, String host, InetSocketAddress address, boolean shared)
      throws UdpBindException {
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channelFactory(() -> sockets.open(family))
            .handler(new ChannelInboundHandlerAdapter())
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_REUSEADDR, shared)
            .option(ChannelOption.SO_RCVBUF, config.receiveBufferOctets())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING_OCTETS);
    sockets.sizeDatagrams(bootstrap, datagramOctets());
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw BindFailure.explain(host, address.getAddress(), address.getPort(), bound.cause());
    }
    return (DatagramChannel) bound.channel();
  }

  private int datagramOctets() {
    int longest = config.maxMessageOctets() + ENVELOPE_OCTETS;
    int steps = (longest + DATAGRAM_STEP_OCTETS - 1) / DATAGRAM_STEP_OCTETS;
    return Math.max(MIN_DATAGRAM_OCTETS, steps * DATAGRAM_STEP_OCTETS);
  }

  private void warnOfSmallBuffer(Link link, DatagramChannel main) {
    int asked = config.receiveBufferOctets();
    int granted = sockets.grantedReceiveBufferOctets(main);
    if (granted < asked) {
      log.warn(
          "{}: the kernel grants a receive buffer of {} octets instead of {}, so that a burst of"
              + " messages may be lost; to allow it: sysctl -w net.core.rmem_max={}",
          link.name(),
          granted,
          asked,
          asked);
    }
  }
}
