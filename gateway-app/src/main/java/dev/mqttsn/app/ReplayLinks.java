package dev.mqttsn.app;

import dev.mqttsn.app.replay.GatewayAddresses;
import dev.mqttsn.port.Link;
import dev.mqttsn.udp.PcapWriter;
import dev.mqttsn.wire.Octets;

/**
 * The links that a captured gateway had at its addresses, with the manners that the settings give
 * them: the UDP link of that port, else the first one, and the first serial link for all serial
 * ones, which a capture does not tell apart. None sends ADVERTISE, which goes by the clock.
 */
final class ReplayLinks {
  private final Settings settings;

  ReplayLinks(Settings settings) {
    this.settings = settings;
  }

  Link at(Octets address) {
    if (address.equals(PcapWriter.serialGateway()) && !settings.serialLinks().isEmpty()) {
      Link link = settings.serialLinks().get(0).config(settings.retry()).link();
      return new Link(link.name(), link.maxMessageOctets(), link.retry(), 0);
    }
    int port = GatewayAddresses.port(address);
    UdpSettings udp =
        settings.links().stream()
            .filter(link -> link.listen().port() == port)
            .findFirst()
            .or(() -> settings.links().stream().findFirst())
            .orElse(UdpSettings.DEFAULT);
    String name = "udp " + udp.listen();
    return new Link(name, udp.maxMessageOctets(), udp.rules().retry(settings.retry()), 0);
  }
}
