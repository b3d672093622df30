package dev.mqttsn.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Mistakes on the command line get one line that says what would be right, and status 2. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "x", "1.5", "99999999999999999999"})
  void secondsArePositive(String seconds) {
    assertEquals(Main.USAGE, run("demo", "--seconds", seconds));
    assertEquals(1, err.toString().lines().count());
    assertTrue(err.toString().contains("whole number of at least 1, not '" + seconds + "'"));
  }

  @Test
  void unknownOption() {
    assertEquals(Main.USAGE, run("demo", "--second", "3"));
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void helpNamesTheNodesAndTheStatus() {
    assertEquals(0, run("demo", "--help"));
    assertTrue(out.toString().contains("sleeper"));
    assertTrue(out.toString().contains("Exit status"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--loss 101%",
        "--loss x",
        "--duplicate -1%",
        "--reorder 1e1%",
        "--delay 10",
        "--delay 80ms..10ms",
        "--seed x",
        "--to 127.0.0.1:0",
        "--to 127.0.0.1",
        "--to ::1:1883",
        "--listen no.such.host.invalid:1",
        "--listen 192.0.2.1:1884"
      })
  void anImpairmentThatIsNoneIsOneLine(String option) {
    String[] words = option.split(" ");
    List<String> args =
        new ArrayList<>(List.of("impair", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1"));
    if (args.contains(words[0])) {
      args.set(args.indexOf(words[0]) + 1, words[1]);
    } else {
      args.addAll(List.of(words));
    }
    assertEquals(Main.USAGE, run(args.toArray(String[]::new)));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(words[0]), err.toString());
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
