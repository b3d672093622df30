package dev.mqttsn.sim.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mqttsn ping}: whether a gateway serves, and how fast. */
@Command(
    name = "ping",
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    description = {
      "Connects to a gateway as a node, which also asks it to reach its broker, and sends PINGREQ.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn ping -h 192.168.1.5",
      "  mqttsn ping --serial /dev/ttyUSB0,framing=slip -C 10",
      "",
      "Exit status: 0 when every ping was answered, 1 when not, 2 when an option is",
      "wrong."
    })
public final class PingCommand extends ClientCommand {
  @Mixin private GatewayOptions gateway;

  @Option(
      names = "-C",
      paramLabel = "COUNT",
      description = "How many pings. Default: ${DEFAULT-VALUE}.")
  private int count = 4;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Between two pings. Default: ${DEFAULT-VALUE}.")
  private double intervalSeconds = 1;

  @Mixin private SessionOptions session;

  @Override
  public Integer call() {
    gateway.check();
    session.check(gateway);
    if (count < 1) {
      throw mistake("-C is a whole number of at least 1, not " + count);
    }
    if (!(intervalSeconds >= 0 && intervalSeconds <= 3600)) {
      throw mistake("--interval is 0 to 3600 seconds, not " + intervalSeconds);
    }
    Console console = newConsole();
    PingRun run = new PingRun(gateway, console, count, (long) (intervalSeconds * 1000));
    return run.run(session.config(true).withReconnects(false), session.isDebug());
  }
}
