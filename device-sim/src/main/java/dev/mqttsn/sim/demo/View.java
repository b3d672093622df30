package dev.mqttsn.sim.demo;

import java.io.PrintStream;
import java.util.Locale;

/** What the user sees: one line per event, in columns. May be used from any thread. */
final class View {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String ROW = "%8s  %-8s %-26s %-25s %s";

  private final PrintStream out;
  private final long startNanos = System.nanoTime();

  View(PrintStream out) {
    this.out = out;
  }

  void head() {
    text(ROW.formatted("SECONDS", "NODE", "WAY", "TOPIC", "WHAT"));
  }

  void event(String node, Way way, String topic, String what) {
    double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    text(ROW.formatted(String.format(Locale.ROOT, "%.2f", seconds), node, way, topic, what));
  }

  /** A line outside the columns; trailing blanks do not matter to anybody. */
  void text(String line) {
    synchronized (out) {
      out.println(line.stripTrailing());
      out.flush();
    }
  }

  /** Whether nobody reads any more, as after {@code | head}. */
  boolean isClosed() {
    return out.checkError();
  }
}
