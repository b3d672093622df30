package dev.mqttsn.app;

import dev.mqttsn.serial.PortInfo;
import dev.mqttsn.serial.SerialConfig;
import dev.mqttsn.serial.SerialPorts;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mqttsn ports}: which serial ports there are and what speaks on them. */
@Command(
    name = "ports",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the serial ports with the names that stay when a dongle is plugged in again.",
      "Listens on each for a moment, and guesses the framing where something speaks.",
      "Opening a port restarts many boards; --no-listen only lists."
    })
final class PortsCommand implements Callable<Integer> {
  private static final long LISTEN_MILLIS = 3_000;

  @Spec private CommandSpec spec;

  @Option(names = "--no-listen", description = "Opens no port.")
  private boolean silent;

  @Option(
      names = "--baud",
      paramLabel = "N",
      description = "At which rate to listen. Default: 115200.")
  private int baud = SerialConfig.DEFAULT_BAUD;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<PortInfo> ports = SerialPorts.list();
    if (ports.isEmpty()) {
      out.println("no serial port here; is the dongle plugged in?");
    }
    for (PortInfo port : ports) {
      print(out, port);
    }
    out.flush();
    return 0;
  }

  private void print(PrintWriter out, PortInfo port) {
    out.println(port.path() + "  " + port.description() + usb(port));
    for (String name : port.byId()) {
      out.println("    " + name);
    }
    if (!silent) {
      Optional<String> framing = SerialPorts.guessFraming(port.path(), baud, LISTEN_MILLIS);
      out.println(
          framing
              .map(name -> "    speaks, it seems: framing=" + name)
              .orElse("    silent, in use or not understood at " + baud + " baud"));
    }
    out.flush();
  }

  private static String usb(PortInfo port) {
    return port.usbId().isEmpty() ? "" : "  USB " + port.usbId();
  }
}
