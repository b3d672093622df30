package dev.mqttsn.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mqttsn gateway}: options over the file, then the gateway until a signal ends it. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs the gateway: MQTT-SN 1.2 nodes on its links reach the broker, and it reaches them.",
      "It starts without a broker too, and connects when there is one. Options win over the file."
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn gateway",
      "  mqttsn gateway --udp 0.0.0.0:1884 --broker mqtt://user:secret@broker.lan",
      "  mqttsn gateway --predefined 1=sensors/beacon --retry-interval 5s --verbose",
      "  mqttsn gateway --serial /dev/ttyUSB0,framing=slip,baud=115200",
      "  mqttsn gateway --config gateway.yaml",
      "",
      "gateway.yaml in the repository shows all keys with their defaults."
    })
final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file; see gateway.yaml.")
  private Path config;

  @Option(
      names = "--udp",
      paramLabel = "HOST:PORT",
      description = {
        "Where nodes are heard; may be given several times.",
        "Default: [::]:1883, which is IPv6 and IPv4."
      })
  private List<String> udp;

  @Option(
      names = "--serial",
      paramLabel = "PORT[,KEY=VALUE...]",
      description = {
        "A serial port with nodes behind it; may be given several times. Keys: framing (length,"
            + " slip, slip-crc, cobs, xbee, loralink; default slip), baud, max-message, bit-rate,"
            + " duty-cycle, queue, retry-interval, retry-count, advertise. See docs/links.md and"
            + " 'mqttsn ports'."
      })
  private List<String> serial;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = {
        "mqtt://[user:password@]host[:port] of the broker.",
        "Default: mqtt://127.0.0.1:1883."
      })
  private String broker;

  @Option(
      names = "--predefined",
      paramLabel = "ID=TOPIC",
      description = {
        "A topic id that all nodes know without REGISTER,"
            + " 1 to 65534; may be given several times."
      })
  private List<String> predefined = List.of();

  @Option(
      names = "--retry-interval",
      paramLabel = "DURATION",
      description = {
        "T_retry, how long a node may take to acknowledge: 500ms, 10s, 2m.",
        "Default: 10s."
      })
  private String retryInterval;

  @Option(
      names = "--retry-count",
      paramLabel = "N",
      description = "N_retry, how often a message is repeated. Default: 3.")
  private String retryCount;

  @Option(
      names = "--gateway-id",
      paramLabel = "N",
      description = {
        "0 to 255, unique among the gateways that one node" + " can hear. Default: 1."
      })
  private Integer gatewayId;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Where sessions and messages of sleepers outlive the gateway, or none to keep them in"
            + " memory. Default: ./state."
      })
  private String state;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Writes all traffic with nodes as pcap, for Wireshark.")
  private Path capture;

  @Option(
      names = {"-v", "--verbose"},
      description = "Logs every frame.")
  private boolean verbose;

  @Override
  public Integer call() {
    try {
      Settings settings = settings();
      if (verbose) {
        LogFormat.verbose();
      }
      return GatewayProcess.run(settings, capture);
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
      spec.commandLine().getErr().flush();
      return Main.USAGE;
    }
  }

  Settings settings() throws ConfigException {
    Settings file = file();
    return new Settings(
        gatewayId == null ? file.gatewayId() : within("--gateway-id", gatewayId, 0, 255),
        file.advertiseMillis(),
        udp == null ? file.links() : links(),
        serial == null ? file.serialLinks() : serialLinks(),
        broker == null ? file.broker() : file.broker().at(BrokerUri.parse("--broker", broker)),
        PredefinedTopic.added(file.predefined(), predefined),
        retryOptions().retry(file.retry()),
        file.state(),
        file.limits());
  }

  /** The file's settings or the defaults; the place of the state decides some of both. */
  private Settings file() throws ConfigException {
    StateSettings chosen = state == null ? null : StateSettings.of("--state", state);
    if (config != null) {
      return ConfigFile.read(config, chosen);
    }
    return chosen == null ? Settings.DEFAULT : Settings.DEFAULT.with(chosen);
  }

  private List<UdpSettings> links() throws ConfigException {
    List<UdpSettings> links = new ArrayList<>();
    for (String text : udp) {
      links.add(UdpSettings.listening("--udp " + text, HostPort.parse("--udp", text)));
    }
    return List.copyOf(links);
  }

  private List<SerialSettings> serialLinks() throws ConfigException {
    List<SerialSettings> links = new ArrayList<>();
    for (String text : serial) {
      links.add(SerialOption.parse("--serial " + text, text));
    }
    return List.copyOf(links);
  }

  private LinkRules retryOptions() throws ConfigException {
    return new LinkRules(
        retryInterval == null
            ? null
            : LinkRules.retryIntervalMillis("--retry-interval", retryInterval),
        retryCount == null ? null : LinkRules.retryCount("--retry-count", retryCount),
        null);
  }

  private static int within(String option, int value, int min, int max) throws ConfigException {
    if (value < min || value > max) {
      throw new ConfigException(option, value + " must be from " + min + " to " + max);
    }
    return value;
  }
}
