package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.Forwarder;
import dev.mqttsn.sim.net.Hosts;
import dev.mqttsn.sim.net.Network;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.sim.net.SerialNetwork;
import dev.mqttsn.sim.net.SerialPlace;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the gateway is. */
final class GatewayOptions {
  static final int DEFAULT_PORT = 1883;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_DATAGRAM_OCTETS = 65_507;

  /** A REGISTER in the long form; no other message with a text has more around it. */
  private static final int OVERHEAD_OCTETS = 8;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "The gateway's address or name. Default: localhost.")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Its UDP port. Default: 1883.")
  private Integer port;

  @Option(
      names = "--serial",
      paramLabel = "PORT[,framing=slip][,baud=115200]",
      description =
          "Instead of UDP: this end of a serial line. Framings: length, slip, slip-crc, cobs;"
              + " or a modem of this machine: xbee, loralink, with to=ADDRESS of the gateway.")
  private String serial;

  @Option(
      names = "--forwarder",
      paramLabel = "NODEID",
      description =
          "Be behind a forwarder, with this id of a wireless node: text, or octets as 0x01ab.")
  private String forwarder;

  private SerialPlace serialPlace;
  private Octets nodeId;

  /** Judges what can be judged without looking outside. */
  void check() {
    if (serial != null && (host != null || port != null)) {
      throw mistake("--serial goes without --host and --port");
    }
    if (port != null && (port < 1 || port > MAX_PORT)) {
      throw mistake("--port is 1 to " + MAX_PORT + ", not " + port);
    }
    try {
      serialPlace = serial == null ? null : SerialPlace.parse(serial);
    } catch (IllegalArgumentException e) {
      throw mistake("--serial: " + e.getMessage());
    }
    nodeId = forwarder == null ? Octets.EMPTY : nodeId(forwarder);
  }

  private Octets nodeId(String text) {
    Octets id;
    try {
      id =
          text.startsWith("0x")
              ? Octets.wrap(HexFormat.of().parseHex(text.substring(2)))
              : Octets.utf8(text);
    } catch (IllegalArgumentException e) {
      throw mistake("--forwarder '" + text + "': behind 0x stand pairs of hexadecimal digits");
    }
    if (id.isEmpty() || id.length() > Forwarder.MAX_NODE_ID_OCTETS) {
      throw mistake("--forwarder takes 1 to " + Forwarder.MAX_NODE_ID_OCTETS + " octets");
    }
    return id;
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  boolean isSerial() {
    return serialPlace != null;
  }

  /** What the user calls it. */
  String name() {
    return isSerial()
        ? serialPlace.config().port()
        : (host == null ? "localhost" : host) + ":" + (port == null ? DEFAULT_PORT : port);
  }

  /** The largest MQTT-SN message that fits. */
  int maxMessageOctets() {
    int largest = isSerial() ? serialPlace.config().maxMessageOctets() : MAX_DATAGRAM_OCTETS;
    return nodeId.isEmpty() ? largest : largest - Forwarder.overheadOctets(nodeId);
  }

  /** A text that has a message to itself must fit into it; null fits. */
  void checkFits(String option, String text) {
    int largest = maxMessageOctets() - OVERHEAD_OCTETS;
    if (text != null && Octets.utf8(text).length() > largest) {
      throw mistake(option + " is too long; at most " + largest + " octets fit");
    }
  }

  /** Opens it; the watch hears, on the loop, when messages can be sent. */
  Place open(NodeLoop loop, SerialNetwork.Watch watch) throws IOException {
    if (isSerial()) {
      SerialNetwork line =
          SerialNetwork.open(loop, serialPlace.config(), serialPlace.gateway(), watch);
      return new Place(behind(line), line);
    }
    Network network = behind(loop.udp(address()));
    loop.execute(() -> watch.onPort(true, ""));
    return new Place(network, () -> {});
  }

  private InetSocketAddress address() throws IOException {
    InetAddress ip = host == null ? InetAddress.getLoopbackAddress() : Hosts.resolve(host);
    return new InetSocketAddress(ip, port == null ? DEFAULT_PORT : port);
  }

  private Network behind(Network network) throws IOException {
    return nodeId.isEmpty() ? network : Forwarder.in(network).behind(nodeId);
  }
}
