package dev.mqttsn.app;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Node addresses and peers' names as a log shows them. */
final class Addresses {
  private static final int PORT_OCTETS = 2;

  private Addresses() {}

  /** Where a node is: its IP address, or its link and what that calls it. */
  static String text(NodeAddress node) {
    String place = isIp(node.address()) ? address(node.address()) : onLink(node);
    return node.isForwarded() ? place + " node " + node.nodeId() : place;
  }

  /** A line without addresses has one node or forwarder, and every line has its own numbers. */
  private static String onLink(NodeAddress node) {
    String link = node.link().name();
    return node.address().isEmpty() ? link : link + " " + node.address();
  }

  private static boolean isIp(Octets octets) {
    int ip = octets.length() - PORT_OCTETS;
    return ip == 4 || ip == 16;
  }

  /** An IP address with its port; octets of another kind as they are. */
  static String address(Octets octets) {
    if (!isIp(octets)) {
      return octets.toString();
    }
    int ip = octets.length() - PORT_OCTETS;
    int port = octets.at(ip) << 8 | octets.at(ip + 1);
    try {
      InetAddress host = InetAddress.getByAddress(Arrays.copyOf(octets.array(), ip));
      return new HostPort(host.getHostAddress(), port).toString();
    } catch (UnknownHostException e) {
      return octets.toString();
    }
  }

  /** A client id quoted, with nothing in it that could forge a line of the log. */
  static String quoted(String clientId) {
    if (clientId == null) {
      return "(no client)";
    }
    StringBuilder out = new StringBuilder("'");
    clientId
        .codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('\'').toString();
  }
}
