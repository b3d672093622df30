package dev.mqttsn.sim.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket that knows one gateway. */
final class UdpUplink implements Uplink {
  private static final Logger log = LoggerFactory.getLogger(UdpUplink.class);

  private final DatagramChannel socket;
  private final Receiver receiver;

  private UdpUplink(DatagramChannel socket, Receiver receiver) {
    this.socket = socket;
    this.receiver = receiver;
  }

  static UdpUplink open(InetSocketAddress gateway, Receiver receiver) throws IOException {
    boolean ipv4 = gateway.getAddress() instanceof Inet4Address;
    DatagramChannel socket =
        DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      socket.configureBlocking(false);
      socket.connect(gateway);
      return new UdpUplink(socket, receiver);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  DatagramChannel socket() {
    return socket;
  }

  /** Reads all that has come. */
  void read(ByteBuffer buffer) {
    try {
      while (socket.isOpen() && socket.read(buffer.clear()) > 0) {
        receiver.onMessage(buffer.flip());
      }
    } catch (PortUnreachableException e) {
      receiver.onUnreachable();
    } catch (IOException e) {
      log.debug("a node's socket does not read: {}", e.getMessage());
    }
  }

  @Override
  public void send(byte[] message) {
    try {
      socket.write(ByteBuffer.wrap(message));
    } catch (PortUnreachableException e) {
      receiver.onUnreachable();
    } catch (IOException e) {
      log.debug("a node's socket does not write: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("a node's socket does not close: {}", e.getMessage());
    }
  }
}
