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

  /** Each line: what the answer must name, then the arguments. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "either --topic|pub -m x",
        "either --topic|pub -m x -t a/b --predefined 3",
        "give a message|pub -t a/b",
        "mutually exclusive|pub -t a/b -m x -l",
        "no name that can be published to|pub -t a/+ -m x",
        "--predefined is 1 to 65534|pub --predefined 65535 -m x",
        "is not -1, 0, 1 or 2|pub -t a/b -m x -q 4",
        "QoS -1 has no session|pub -t a/b -m x -q -1",
        "--port is 1 to 65535|pub -t a/b -m x -p 0",
        "without --host and --port|pub -t a/b -m x -h here --serial /dev/x",
        "framing 'morse' is not known|pub -t a/b -m x --serial /dev/x,framing=morse",
        "pairs of hexadecimal digits|pub -t a/b -m x --forwarder 0x123",
        "will needs its --will-topic|pub -t a/b -m x --will-payload gone",
        "--will-qos is 0, 1 or 2|pub -t a/b -m x --will-topic w --will-qos 3",
        "--keepalive is 0 to 65535|pub -t a/b -m x -k 65536",
        "--retry-interval is 0.01|pub -t a/b -m x --retry-interval 0",
        "--id must not be empty|pub -t a/b -m x -i ''",
        "at least one --topic|sub",
        "no filter that can be subscribed to|sub -t a/#/b",
        "--qos is 0, 1 or 2|sub -t a/b -q -1",
        "needs --id|sub -t a/b -c",
        "-C is a whole number|sub -t a/b -C 0",
        "--sleep is at most|sub -t a/b --sleep 50000",
        "-C is a whole number|ping -C 0",
        "no multicast address|search -g 10.0.0.1",
        "is none of|search --interface nothere0",
        "-W is 1 to 3600|search -W 0",
        "--verify needs --broker|sim --verify",
        "--nodes is 1 to 60000|sim --nodes 0",
        "there is no file nothing.yaml|sim --scenario nothing.yaml",
        "is no broker URI|sim --broker localhost",
        "--loss is 0 to 100 percent|sim --loss 101",
        "--prefix 'a/#' must be usable|sim --prefix a/#",
        "framing 'morse' is not known|sim --serial /dev/x,framing=morse",
        "without --host and --interface|search -h here --serial /dev/x"
      })
  void mistakesOfTheClients(String line) {
    String expected = line.substring(0, line.indexOf('|'));
    String[] args = line.substring(line.indexOf('|') + 1).replace("''", "").split(" ", -1);
    assertEquals(Main.USAGE, run(args), line);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(expected), err::toString);
  }

  @Test
  void textsFitIntoOneMessage() {
    String text = "x".repeat(65_490);
    for (String option : List.of("-t", "-i", "--will-topic", "--will-payload")) {
      err.getBuffer().setLength(0);
      String[] args = {
        "sub", "--will-topic", "w", "-t", "f", "--forwarder", "12345678", option, text
      };
      if (option.equals("--will-topic")) {
        args[1] = "-t";
      }
      assertEquals(Main.USAGE, run(args));
      assertTrue(err.toString().contains("is too long; at most 65488 octets fit"), err::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pub", "sub", "search", "ping", "sim"})
  void helpOfTheClients(String command) {
    assertEquals(0, run(command, "--help"));
    assertTrue(out.toString().contains("Exit status"));
    assertTrue(out.toString().contains("Examples:"));
    assertTrue(out.toString().lines().allMatch(l -> l.length() <= 80), out::toString);
  }
}
