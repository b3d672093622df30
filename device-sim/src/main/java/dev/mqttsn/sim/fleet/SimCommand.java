package dev.mqttsn.sim.fleet;

import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.sim.net.SerialPlace;
import dev.mqttsn.topic.TopicNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mqttsn sim}: a fleet of nodes at work. */
@Command(
    name = "sim",
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    description = {
      "Lets up to thousands of simulated nodes work with any MQTT-SN gateway, over UDP or serial"
          + " lines, and reports what became of their messages.",
      "With --broker it also sees what arrives there and sends messages to the nodes; with"
          + " --verify a broken promise makes the exit status 1 and names the message.",
      ""
    },
    footer = {
      "",
      "Scenarios: mixed, sensors, sleepers, lossy, rude; or a YAML file of your own, see",
      "docs/simulator.md. --show prints one, as a beginning.",
      "",
      "Examples:",
      "  mqttsn sim --nodes 50",
      "  mqttsn sim --nodes 1000 --scenario lossy --broker mqtt://localhost --verify",
      "  mqttsn sim --scenario mixed --show > my.yaml; mqttsn sim --scenario my.yaml",
      "",
      "Exit status: 0 when it ended as asked, 1 when nothing was acknowledged or the",
      "verification found something, 2 when an option or the scenario is wrong."
    })
public final class SimCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int MAX_NODES = 60_000;

  /** Beside the nodes' sockets: jars, the broker's connections, the loop itself. */
  private static final int OTHER_FILES = 150;

  private static final double PERCENT = 100;
  private static final long MILLIS_PER_SECOND = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-n", "--nodes"},
      paramLabel = "N",
      description = "How many nodes. Default: ${DEFAULT-VALUE}.")
  private int nodes = 100;

  @Option(
      names = {"-s", "--scenario"},
      paramLabel = "NAME|FILE",
      description = "What they are. Default: ${DEFAULT-VALUE}.")
  private String scenario = "mixed";

  @Option(names = "--show", description = "Prints the scenario's YAML and ends.")
  private boolean show;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "The gateway's address or name. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Its UDP port. Default: ${DEFAULT-VALUE}.")
  private int port = 1883;

  @Option(
      names = "--serial",
      paramLabel = "PORT[,framing=slip][,baud=115200]",
      description =
          "Instead of UDP: a serial line with nodes behind a forwarder; several share the nodes.")
  private final List<String> serial = new ArrayList<>();

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "The broker behind the gateway: mqtt://[user:password@]host[:port].")
  private String broker;

  @Option(names = "--verify", description = "Holds the gateway to its promises; needs --broker.")
  private boolean verify;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long they are at work after the ramp-up. Default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "How long nothing may arrive at the end before the rest counts as lost."
              + " Default: ${DEFAULT-VALUE}.")
  private int patience = 60;

  @Option(
      names = "--ramp-up",
      paramLabel = "SECONDS",
      description = "Over which they make their first connections. Default: the scenario's.")
  private Integer rampUp;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      description = "Of messages, each way, instead of the scenario's.")
  private Double loss;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the choices of an earlier run. Default: random.")
  private Long seed;

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      description = "Of topics and client ids. Default: ${DEFAULT-VALUE}.")
  private String prefix = "sim";

  @Option(names = "--help", usageHelp = true, order = 1_000, description = "Shows this help.")
  void showHelp(boolean asked) {
    // picocli does it
  }

  @Override
  public Integer call() {
    try {
      if (show) {
        spec.commandLine().getOut().print(ScenarioFile.text(scenario));
        spec.commandLine().getOut().flush();
        return 0;
      }
      SimPlan plan = plan();
      FleetView view = new FleetView(spec.commandLine().getOut(), FleetView.isTerminal());
      return SimRun.run(plan, view);
    } catch (ScenarioException e) {
      return tell(e.getMessage(), USAGE);
    } catch (IOException e) {
      return tell(e.getMessage(), FAILED);
    }
  }

  private int tell(String problem, int status) {
    spec.commandLine().getErr().println("mqttsn sim: " + problem);
    spec.commandLine().getErr().flush();
    return status;
  }

  private SimPlan plan() throws ScenarioException {
    within("--nodes", nodes, 1, MAX_NODES);
    within("--port", port, 1, 65_535);
    within("--seconds", seconds, 1, 10_000_000);
    within("--patience", patience, 1, 3_600);
    if (verify && broker == null) {
      throw mistake("--verify needs --broker, to see what arrives there");
    }
    if (!TopicNames.isName(prefix) || prefix.length() > 100) {
      throw mistake("--prefix '" + prefix + "' must be usable in a topic's name");
    }
    Scenario chosen = adjusted(ScenarioFile.read(scenario));
    checkOpenFiles();
    return new SimPlan(
        chosen,
        nodes,
        host,
        port,
        ports(),
        brokerConfig(),
        verify,
        seconds * MILLIS_PER_SECOND,
        patience * MILLIS_PER_SECOND,
        seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed,
        prefix);
  }

  private Scenario adjusted(Scenario plain) {
    Scenario adjusted = plain;
    if (rampUp != null) {
      within("--ramp-up", rampUp, 0, 86_400);
      adjusted = adjusted.withRampUp(rampUp * MILLIS_PER_SECOND);
    }
    if (loss != null) {
      if (!(loss >= 0 && loss <= PERCENT)) {
        throw mistake("--loss is 0 to 100 percent, not " + loss);
      }
      adjusted = adjusted.withLoss(loss / PERCENT);
    }
    return adjusted;
  }

  private void checkOpenFiles() {
    long needed = (long) nodes + OTHER_FILES + nodes / 50;
    OptionalLong limit = OpenFiles.limit();
    if (serial.isEmpty() && limit.isPresent() && limit.getAsLong() < needed) {
      throw mistake(
          "%d nodes need %d open files and this shell allows %d; type: ulimit -n %d"
              .formatted(nodes, needed, limit.getAsLong(), needed));
    }
  }

  private List<SerialPlace> ports() {
    try {
      return serial.stream().map(SerialPlace::parse).toList();
    } catch (IllegalArgumentException e) {
      throw mistake("--serial: " + e.getMessage());
    }
  }

  private Optional<BrokerConfig> brokerConfig() {
    if (broker == null) {
      return Optional.empty();
    }
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    try {
      return Optional.of(BrokerUri.parse(broker, "sim-watch-" + random));
    } catch (IllegalArgumentException e) {
      throw mistake("--broker: " + e.getMessage());
    }
  }

  private void within(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw mistake(option + " is " + min + " to " + max + ", not " + value);
    }
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
