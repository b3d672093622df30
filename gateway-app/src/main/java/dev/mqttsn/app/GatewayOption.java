package dev.mqttsn.app;

import dev.mqttsn.app.replay.GatewayAddresses;
import dev.mqttsn.wire.Octets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which addresses of a capture are the gateway's, as an option says it.
 *
 * @param hosts IP addresses in octets; any where it is empty
 */
record GatewayOption(Set<Octets> hosts, int port) {
  private static final int PORT_OCTETS = 2;

  /** {@code HOST:PORT} or a port alone. */
  static GatewayOption parse(String origin, String text) throws ConfigException {
    if (text.matches("\\d{1,5}")) {
      HostPort any = HostPort.parse(origin, "any:" + text);
      return new GatewayOption(Set.of(), any.port());
    }
    HostPort place = HostPort.parse(origin, text);
    Set<Octets> hosts = new HashSet<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(place.host())) {
        hosts.add(Octets.wrap(address.getAddress()));
      }
    } catch (UnknownHostException e) {
      throw new ConfigException(origin, "the host '" + place.host() + "' is not known");
    }
    return new GatewayOption(hosts, place.port());
  }

  boolean matches(Octets address) {
    return GatewayAddresses.port(address) == port
        && (hosts.isEmpty() || hosts.contains(address.prefix(address.length() - PORT_OCTETS)));
  }
}
