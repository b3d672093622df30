package dev.mqttsn.sim.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the clients' commands have in common; -h is the host, as mosquitto's users know it. */
abstract class ClientCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--help", usageHelp = true, order = 1_000, description = "Shows this help.")
  void showHelp(boolean asked) {
    // picocli does it
  }

  final ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  /** Straight to the standard output: System.out would not tell that writing failed. */
  final Console newConsole() {
    return new Console(new FileOutputStream(FileDescriptor.out), spec.commandLine().getErr());
  }
}
