package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/** What a client prints: its results on the standard output, all else beside it. */
final class Console {
  private final OutputStream results;
  private final PrintWriter notes;
  private boolean failed;

  Console(OutputStream results, PrintWriter notes) {
    this.results = results;
    this.notes = notes;
  }

  /** Octets as they are, in one write, so that lines of two processes do not mix. */
  void result(byte[] octets) {
    try {
      results.write(octets);
      results.flush();
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  /** A reader that has enough, as {@code head}, is no error to tell of. */
  private void fail(String why) {
    if (!failed && !"Broken pipe".equals(why)) {
      error("the output cannot be written: " + why);
    }
    failed = true;
  }

  void line(String text) {
    result(Octets.utf8(text + System.lineSeparator()).array());
  }

  void note(String text) {
    synchronized (notes) {
      notes.println(text);
      notes.flush();
    }
  }

  void error(String text) {
    note("Error: " + text);
  }

  /** Whether a result was lost, because nobody reads any more or there is no room. */
  boolean isFailed() {
    return failed;
  }
}
