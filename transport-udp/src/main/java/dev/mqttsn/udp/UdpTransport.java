package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * A UDP socket that nodes send to and are answered from, and the multicast group beside it.
 *
 * <p>Messages wait for {@link #flush}, so that a loop turn costs one system call. What the socket
 * does not take is dropped and counted, never queued without limit; nodes repeat what matters.
 */
public final class UdpTransport implements Transport {
  private final Link link;
  private final DatagramChannel channel;
  private final AddressBook addresses;
  private final SendCounters counters;
  private final Multicast multicast;
  private final boolean ipv4Only;
  private boolean unflushed;

  /**
   * @param multicast null for none
   */
  UdpTransport(
      Link link,
      DatagramChannel channel,
      AddressBook addresses,
      SendCounters counters,
      Multicast multicast) {
    this.link = link;
    this.channel = channel;
    this.addresses = addresses;
    this.counters = counters;
    this.multicast = multicast;
    ipv4Only = channel.localAddress().getAddress() instanceof Inet4Address;
  }

  /**
   * Listens; waits for the name service and the kernel, so call it at start-up and not on a loop.
   *
   * @param sink called on the loop for each datagram, perhaps before this returns
   */
  public static UdpTransport bind(EventLoopGroup group, UdpConfig config, FrameSink sink)
      throws UdpBindException {
    return new UdpBinder(group, config, sink).bind();
  }

  /** The port that is listened on, which the system chose where the configuration says 0. */
  public int port() {
    return channel.localAddress().getPort();
  }

  /** Datagrams that the socket did not take in time, since the start. */
  public long droppedTotal() {
    return counters.droppedTotal();
  }

  /** Datagrams that the system refused to send, as for want of a route, since the start. */
  public long failedTotal() {
    return counters.failedTotal();
  }

  @Override
  public Link link() {
    return link;
  }

  @Override
  public void send(NodeAddress to, byte[] message) {
    write(addresses.socket(to.address()), message);
  }

  @Override
  public void broadcast(byte[] message, int radius) {
    if (multicast == null || !multicast.isJoined() || !setHops(multicast.hops(radius))) {
      return;
    }
    write(multicast.destination(), message);
  }

  /** The limit holds for the socket: what was queued under another one has to leave first. */
  private boolean setHops(int hops) {
    try {
      if (multicast.needsHops(hops)) {
        flush();
        multicast.setHops(hops);
      }
      return true;
    } catch (ChannelException e) {
      counters.failed(e);
      return false;
    }
  }

  private void write(InetSocketAddress to, byte[] message) {
    if (!canWrite() || (ipv4Only && to.getAddress() instanceof Inet6Address)) {
      counters.dropped();
      return;
    }
    ByteBuf data = channel.alloc().directBuffer(message.length).writeBytes(message);
    var unused = channel.write(new DatagramPacket(data, to), channel.voidPromise());
    unflushed = true;
  }

  /** A turn of the loop may bring more than the limit of what waits, so that is sent first. */
  private boolean canWrite() {
    if (!channel.isWritable()) {
      flush();
    }
    return channel.isWritable();
  }

  @Override
  public void flush() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  /** May be called from any thread; only on the loop does what is still queued leave first. */
  @Override
  public void close() {
    if (channel.eventLoop().inEventLoop()) {
      flush();
    }
    var unused = channel.close();
    if (multicast != null) {
      multicast.close();
    }
  }

  InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  boolean hasMulticast() {
    return multicast != null;
  }

  /** The group, or where there is none the address that is listened on. */
  InetSocketAddress broadcastAddress() {
    return multicast == null ? localAddress() : multicast.groupAddress();
  }
}
