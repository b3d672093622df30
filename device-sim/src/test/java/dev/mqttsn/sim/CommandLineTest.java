package dev.mqttsn.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "world",
        "world --seed 1 --seeds 1..2",
        "world --seed x",
        "world --seeds 5",
        "world --seeds 5..4",
        "world --seeds 1..2 --trace",
        "world --seed 1 --days 0",
        "world --seed 1 --days x"
      })
  void aWorldIsGivenItsSeedRightly(String line) {
    assertEquals(Main.USAGE, run(line.split(" ")));
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void aWorldPrintsItsOptionsAndWhatCameOfIt() {
    assertEquals(0, run("world", "--seed", "1"));
    assertTrue(out.toString().startsWith("seed 1: "));
    assertTrue(out.toString().contains("clean: "));
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

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
