package dev.mqttsn.sim.demo;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mqttsn demo}: the main job, shown with nothing else installed. */
@Command(
    name = "demo",
    version = "mqttsn 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows the gateway at work: starts an MQTT broker inside this process, the gateway as a"
          + " process of its own and four simulated nodes, and prints what flows between them.",
      "It uses free ports of 127.0.0.1 and writes no files."
    },
    footer = {
      "",
      "The nodes:",
      "  meter    publishes a temperature every second at QoS 1",
      "  sleeper  sleeps, and wakes every 4 s for the messages kept for it",
      "  lamp     gets commands through the wildcard subscription home/lamp/+",
      "  beacon   sends at QoS -1 to a predefined topic, without a session",
      "",
      "Examples:",
      "  mqttsn demo                  until Ctrl-C",
      "  mqttsn demo --seconds 20     20 seconds of traffic, then the summary",
      "",
      "Exit status: 0 when all that was sent has arrived or Ctrl-C ended it, 1 when",
      "something did not arrive or the gateway did not start, 2 when an option is wrong."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long the nodes are at work, at least 1. Default: until Ctrl-C.")
  private String seconds;

  @Option(
      names = {"-v", "--verbose"},
      description = "Shows the gateway's own log as well.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    long duration = duration();
    try {
      return new DemoRun(new View(System.out), verbose).run(duration);
    } catch (IOException e) {
      spec.commandLine().getErr().println("mqttsn demo: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return FAILED;
    }
  }

  private long duration() {
    if (seconds == null) {
      return Long.MAX_VALUE;
    }
    try {
      long number = Long.parseLong(seconds);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // gets the same answer as a number that is too small
    }
    throw new ParameterException(
        spec.commandLine(), "--seconds is a whole number of at least 1, not '" + seconds + "'");
  }
}
