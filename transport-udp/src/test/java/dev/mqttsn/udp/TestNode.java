package dev.mqttsn.udp;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A node with a plain socket of the JDK. */
final class TestNode implements AutoCloseable {
  private static final int DEADLINE_MILLIS = 10_000;

  private final DatagramSocket socket;

  private TestNode(DatagramSocket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(DEADLINE_MILLIS);
  }

  static TestNode at(String host) throws IOException {
    return new TestNode(new DatagramSocket(new InetSocketAddress(host, 0)));
  }

  /** Hears a group on the loopback interface, on a port that others may share. */
  static TestNode inGroup(String group, int port) throws IOException {
    MulticastSocket socket = new MulticastSocket(null);
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(group, port));
    socket.joinGroup(new InetSocketAddress(group, port), loopback());
    return new TestNode(socket);
  }

  static NetworkInterface loopback() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(String host, int port, String text) throws IOException {
    send(host, port, text.getBytes(StandardCharsets.US_ASCII));
  }

  void send(String host, int port, byte[] payload) throws IOException {
    socket.send(new DatagramPacket(payload, payload.length, new InetSocketAddress(host, port)));
  }

  /** Sends to a group through the loopback interface. */
  void sendOnLoopback(String group, int port, String text) throws IOException {
    socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback());
    send(group, port, text);
  }

  DatagramPacket receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return packet;
  }

  String receiveText() throws IOException {
    DatagramPacket packet = receive();
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  static Octets ascii(String text) {
    return Octets.utf8(text);
  }

  /** The octets of a node address. */
  static Octets address(String host, int port) throws IOException {
    byte[] ip = InetAddress.getByName(host).getAddress();
    byte[] octets = Arrays.copyOf(ip, ip.length + 2);
    octets[ip.length] = (byte) (port >> 8);
    octets[ip.length + 1] = (byte) port;
    return Octets.wrap(octets);
  }

  @Override
  public void close() {
    socket.close();
  }
}
