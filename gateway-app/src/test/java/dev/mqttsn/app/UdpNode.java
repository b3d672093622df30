package dev.mqttsn.app;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/** A node on UDP. */
final class UdpNode extends Node implements AutoCloseable {
  private static final int MAX_DATAGRAM_OCTETS = 2_048;

  private final DatagramSocket socket;
  private final InetSocketAddress gateway;

  UdpNode(int gatewayPort) throws IOException {
    gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), gatewayPort);
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @Override
  void transmit(byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length, gateway));
  }

  @Override
  Optional<byte[]> next(int millis) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM_OCTETS], MAX_DATAGRAM_OCTETS);
    socket.setSoTimeout(millis);
    try {
      socket.receive(packet);
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** Sends octets as they are, for envelopes and for what is malformed. */
  void sendRaw(String datagram) throws IOException {
    transmit(HEX.parseHex(datagram));
  }

  String receiveRaw() throws IOException {
    return HEX.formatHex(next(10_000).orElseThrow());
  }

  @Override
  public void close() {
    socket.close();
  }
}
