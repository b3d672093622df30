package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What {@code mqttsn replay} makes of a file. */
record ReplayRun(int status, List<String> out, List<String> err) {
  static ReplayRun of(Path file, String... options) {
    List<String> args = new ArrayList<>(List.of("replay", file.toString()));
    args.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int status = line.execute(args.toArray(new String[0]));
    return new ReplayRun(status, out.toString().lines().toList(), err.toString().lines().toList());
  }

  String summary() {
    return out.isEmpty() ? "" : out.get(out.size() - 1);
  }

  /** The lines with this mark at their beginning. */
  List<String> marked(char mark) {
    return out.stream().filter(line -> line.charAt(0) == mark).toList();
  }

  void assertNothingDiffers() {
    assertEquals(0, status, this::text);
    assertEquals(List.of(), err);
  }

  void assertDifferences(int different, int missing, int additional) {
    assertEquals(1, status, this::text);
    String expected =
        different + " different, " + missing + " missing, " + additional + " additional";
    assertEquals(expected, summary().replaceAll(".* same, |;.*", ""), this::text);
    assertEquals(different, marked('!').size(), this::text);
    assertEquals(missing, marked('-').size(), this::text);
    assertEquals(additional, marked('+').size(), this::text);
  }

  /** Returns the one line that tells why the file or an option is wrong. */
  String assertRefused() {
    assertEquals(2, status, this::text);
    assertEquals(1, err.size(), this::text);
    assertEquals(List.of(), out);
    return err.get(0);
  }

  private String text() {
    return String.join("\n", out) + "\n" + String.join("\n", err);
  }
}
