package dev.mqttsn.sim.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A line now and then while a fleet is at work: over itself on a terminal, else one below another.
 */
final class FleetView {
  private static final double TERMINAL_SECONDS = 0.5;
  private static final double FILE_SECONDS = 5;
  private static final int WIDTH = 110;
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  private final PrintWriter out;
  private final boolean terminal;
  private double nextSeconds;

  FleetView(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether the standard output is a terminal, as far as the system tells. */
  static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(STANDARD_OUTPUT).toString().matches("/dev/(pts/|tty).*");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Call it often; it prints when that is due. */
  void show(Fleet fleet, String phase) {
    double seconds = fleet.stage().seconds();
    if (seconds < nextSeconds) {
      return;
    }
    nextSeconds = seconds + (terminal ? TERMINAL_SECONDS : FILE_SECONDS);
    String line = line(fleet, phase, seconds);
    if (terminal) {
      out.print("\r" + " ".repeat(Math.max(0, WIDTH - line.length())) + "\r" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  private static String line(Fleet fleet, String phase, double seconds) {
    int sent = 0;
    int acknowledged = 0;
    int arrived = 0;
    for (FleetNode node : fleet.nodes()) {
      for (Flow flow : node.flows()) {
        sent += flow.sent();
        acknowledged += flow.acknowledged();
        arrived += flow.arrived();
      }
    }
    Tally tally = fleet.stage().tally();
    return String.format(
        Locale.ROOT,
        "%5.0f s  %-8s %d of %d online, %d sent, %d acked, %d arrived, %d sessions lost, ack p50 %s"
            + " ms",
        seconds,
        phase,
        fleet.online(),
        fleet.nodes().size(),
        sent,
        acknowledged,
        arrived,
        tally.sessionsLost,
        Histogram.millis(tally.acknowledgements.micros(0.5)));
  }

  void text(List<String> lines) {
    if (terminal) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
    }
    lines.forEach(out::println);
    out.flush();
  }
}
