package dev.mqttsn.udp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Configurations of links for tests. */
final class TestConfig {
  private static final int BUFFER_OCTETS = 4 << 20;

  private TestConfig() {}

  static UdpConfig unicast(String host, int port) {
    return new UdpConfig(host, port, null, 0, null, 1, 1_400, BUFFER_OCTETS);
  }

  static UdpConfig multicast(String host, int port, String group, int groupPort, int ttl) {
    return new UdpConfig(host, port, group, groupPort, "lo", ttl, 1_400, BUFFER_OCTETS);
  }

  static UdpConfig onInterface(String group, String networkInterface) {
    return new UdpConfig("127.0.0.1", 0, group, 1_883, networkInterface, 1, 1_400, BUFFER_OCTETS);
  }

  static UdpConfig maxMessage(int octets) {
    return new UdpConfig("127.0.0.1", 0, null, 0, null, 1, octets, BUFFER_OCTETS);
  }

  static UdpConfig receiveBuffer(int octets) {
    return new UdpConfig("127.0.0.1", 0, null, 0, null, 1, 1_400, octets);
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (DatagramSocket probe =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0))) {
      return probe.getLocalPort();
    }
  }
}
