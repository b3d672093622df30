package dev.mqttsn.sim;

import dev.mqttsn.sim.cli.PingCommand;
import dev.mqttsn.sim.cli.PubCommand;
import dev.mqttsn.sim.cli.SearchCommand;
import dev.mqttsn.sim.cli.SubCommand;
import dev.mqttsn.sim.demo.DemoCommand;
import dev.mqttsn.sim.fleet.SimCommand;
import dev.mqttsn.sim.impair.ImpairCommand;
import dev.mqttsn.sim.world.WorldCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The simulator's side of the command line; mistakes get one line and exit status 2. */
@Command(
    name = "mqttsn",
    version = "mqttsn 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PubCommand.class,
      SubCommand.class,
      SearchCommand.class,
      PingCommand.class,
      SimCommand.class,
      DemoCommand.class,
      WorldCommand.class,
      ImpairCommand.class
    },
    description = "Simulated MQTT-SN 1.2 nodes.")
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
    String known = String.join(", ", spec.subcommands().keySet());
    throw new ParameterException(spec.commandLine(), "which command? one of " + known);
  }
}
