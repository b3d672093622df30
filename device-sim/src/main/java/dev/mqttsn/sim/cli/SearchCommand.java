package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.Hosts;
import dev.mqttsn.sim.net.SerialPlace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mqttsn search}: which gateways there are. */
@Command(
    name = "search",
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    description = {
      "Asks the multicast group of all networks of this machine for gateways (SEARCHGW), or one"
          + " host, or a serial line, and prints who answers (GWINFO) or tells of itself"
          + " (ADVERTISE).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn search",
      "  mqttsn search -C 1 -W 2             the first one, within 2 s",
      "  mqttsn search -h 192.168.1.5        is there one?",
      "  mqttsn search -g ff02::1234 --interface eth0",
      "",
      "Exit status: 0 when a gateway was found, 1 when none was, 2 when an option is",
      "wrong."
    })
public final class SearchCommand extends ClientCommand {
  private static final int FAILED = 1;

  @Option(
      names = {"-g", "--group"},
      paramLabel = "ADDRESS",
      description = "The multicast group. Default: ${DEFAULT-VALUE}.")
  private String group = "225.1.1.1";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "The port of group or host. Default: ${DEFAULT-VALUE}.")
  private int port = GatewayOptions.DEFAULT_PORT;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Only this network interface. Default: all.")
  private String networkInterface;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "Ask this host alone, or all of a broadcast address, instead of the group.")
  private String host;

  @Option(
      names = "--serial",
      paramLabel = "PORT[,framing=slip][,baud=115200]",
      description = "Ask this serial line, or the network of the modem there.")
  private String serial;

  @Option(
      names = {"-r", "--radius"},
      paramLabel = "HOPS",
      description = "How far the question may go, 0 to 255; 0 is everywhere. Default: 1.")
  private int radius = 1;

  @Option(
      names = "-W",
      paramLabel = "SECONDS",
      description = "How long to listen. Default: ${DEFAULT-VALUE}.")
  private int seconds = 4;

  @Option(names = "-C", paramLabel = "COUNT", description = "Ends after that many gateways.")
  private int count = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    within("--port", port, 1, 65_535);
    within("--radius", radius, 0, 255);
    within("-W", seconds, 1, 3_600);
    within("-C", count, 1, Integer.MAX_VALUE);
    Console console = newConsole();
    Findings findings = new Findings(console, count);
    try {
      search(findings);
    } catch (IOException e) {
      console.error(e.getMessage());
      return FAILED;
    }
    if (findings.isEmpty()) {
      console.note("no gateway answered within " + seconds + " s");
      return FAILED;
    }
    return console.isFailed() ? FAILED : 0;
  }

  private void search(Findings findings) throws IOException {
    if (serial != null) {
      SerialSearch.run(serialPlace(), radius, seconds, findings);
      return;
    }
    InetSocketAddress to = new InetSocketAddress(Hosts.resolve(host == null ? group : host), port);
    boolean toGroup = to.getAddress().isMulticastAddress();
    if (host == null && !toGroup) {
      throw mistake("--group '" + group + "' is no multicast address");
    }
    List<NetworkInterface> through = toGroup ? interfaces() : List.of();
    try (UdpSearch search = UdpSearch.open(to, through)) {
      search.run(radius, seconds, findings);
    }
  }

  private SerialPlace serialPlace() {
    if (host != null || networkInterface != null) {
      throw mistake("--serial goes without --host and --interface");
    }
    try {
      return SerialPlace.parse(serial);
    } catch (IllegalArgumentException e) {
      throw mistake("--serial: " + e.getMessage());
    }
  }

  private List<NetworkInterface> interfaces() throws SocketException {
    List<NetworkInterface> up =
        NetworkInterface.networkInterfaces().filter(SearchCommand::isUp).toList();
    if (networkInterface == null) {
      return up;
    }
    List<NetworkInterface> named =
        up.stream().filter(i -> i.getName().equals(networkInterface)).toList();
    if (named.isEmpty()) {
      String all = String.join(", ", up.stream().map(NetworkInterface::getName).toList());
      throw mistake("--interface '" + networkInterface + "' is none of " + all);
    }
    return named;
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException e) {
      return false;
    }
  }

  private void within(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw mistake(option + " is " + min + " to " + max + ", not " + value);
    }
  }
}
