package dev.mqttsn.app;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line; mistakes get one line and exit status 2. */
@Command(
    name = "mqttsn",
    version = "mqttsn 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {GatewayCommand.class, PortsCommand.class, ReplayCommand.class},
    description = "A gateway between MQTT-SN 1.2 nodes and an MQTT broker.",
    footer = {
      "  demo     Shows gateway, broker and nodes at work, with nothing else",
      "             installed; ends by Ctrl-C or --seconds N.",
      "  pub      Publishes as a node, in the habits of mosquitto_pub.",
      "  sub      Subscribes as a node, awake or asleep.",
      "  search   Looks for gateways on the networks of this machine.",
      "  ping     Asks whether a gateway serves, and how fast.",
      "  sim      Lets a fleet of nodes work with a gateway, and verifies it.",
      "  impair   Passes UDP datagrams on as a bad network would.",
      "  world    Checks the gateway's rules against simulated faults, by a seed.",
      "",
      "First steps:",
      "  mqttsn demo                  see it work",
      "  mqttsn gateway               serve nodes on UDP port 1883 of this machine,",
      "                               with the broker at mqtt://127.0.0.1:1883",
      "  mqttsn gateway --help        all options of the gateway",
      "",
      "Exit status: 0 when it ended as asked, 2 when an option or the",
      "configuration is wrong; 1 as the help of the command says."
    })
public final class Main implements Runnable {
  static final int USAGE = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Ends the process with the command's status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setParameterExceptionHandler(Main::explain);
    return line;
  }

  private static int explain(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    String message = mistake.getMessage().lines().findFirst().orElse("wrong usage");
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + message + "; see " + name + " --help");
    err.flush();
    return USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? 'gateway', 'demo' or another one of the list");
  }
}
