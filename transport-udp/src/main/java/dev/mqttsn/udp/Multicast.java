package dev.mqttsn.udp;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link's membership of its group, and how its main socket sends to it. A group that cannot be
 * joined yet, as on a machine that boots before its network, is tried again.
 */
final class Multicast {
  private static final Logger log = LoggerFactory.getLogger(Multicast.class);
  private static final long RETRY_SECONDS = 10;

  private final String link;
  private final Sockets sockets;
  private final MulticastGroup group;
  private final InetAddress host;
  private final int maxHops;
  private final DatagramChannel main;
  private final DatagramChannel receiver;
  private InetSocketAddress destination;
  private volatile Future<?> retry;
  private boolean warned;
  private int hops = -1;

  /**
   * @param receiver the socket that hears the group; may be the main one
   */
  Multicast(
      String link,
      Sockets sockets,
      MulticastGroup group,
      InetAddress host,
      int maxHops,
      DatagramChannel main,
      DatagramChannel receiver) {
    this.link = link;
    this.sockets = sockets;
    this.group = group;
    this.host = host;
    this.maxHops = maxHops;
    this.main = main;
    this.receiver = receiver;
  }

  void join() {
    if (!receiver.isOpen()) {
      return;
    }
    try {
      NetworkInterface on = group.networkInterface(host);
      sockets.multicastThrough(main, group.ip(), on);
      sockets.join(receiver, group.ip(), on);
      destination = group.scoped(on);
      log.debug("{}: joined {} on {}", link, group.address(), on.getName());
    } catch (IOException | ChannelException e) {
      tryLater(e);
    }
  }

  private void tryLater(Exception cause) {
    if (!warned) {
      warned = true;
      log.warn(
          "{}: cannot join the multicast group {} ({}); trying again every {} s",
          link,
          group.ip().getHostAddress(),
          cause.getMessage(),
          RETRY_SECONDS);
    }
    retry = receiver.eventLoop().schedule(this::join, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  /** False while there is no network to send to. */
  boolean isJoined() {
    return destination != null;
  }

  InetSocketAddress destination() {
    return destination;
  }

  InetSocketAddress groupAddress() {
    return group.address();
  }

  /** A radius counts hops (MQTT-SN 1.2, 5.3.9); 0 is the whole network that the link may reach. */
  int hops(int radius) {
    return radius == 0 ? maxHops : Math.min(radius, maxHops);
  }

  boolean needsHops(int wanted) {
    return hops != wanted;
  }

  /** For all multicasts that leave the socket from now on: flush those that wait first. */
  void setHops(int wanted) {
    sockets.multicastHops(main, group.ip(), wanted);
    hops = wanted;
  }

  /** May be called from any thread: a retry that is under way finds the socket closed. */
  void close() {
    Future<?> waiting = retry;
    if (waiting != null) {
      waiting.cancel(false);
    }
    var unused = receiver.close();
  }
}
