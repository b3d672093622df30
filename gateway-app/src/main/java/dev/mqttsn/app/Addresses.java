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

  static String text(NodeAddress node) {
    String address = address(node.address());
    return node.isForwarded() ? address + " node " + node.nodeId() : address;
  }

  /** An IP address with its port; octets of another kind as they are. */
  static String address(Octets octets) {
    int ip = octets.length() - PORT_OCTETS;
    if (ip != 4 && ip != 16) {
      return octets.toString();
    }
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
