package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mqttsn.sim.net.Impairment;
import dev.mqttsn.wire.Qos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioFileTest {
  static final List<String> BUILT_IN = ScenarioFile.BUILT_IN;

  @ParameterizedTest
  @FieldSource("BUILT_IN")
  void builtInScenariosAreRight(String name) throws Exception {
    Scenario scenario = ScenarioFile.read(name);
    assertEquals(name, scenario.name());
    assertFalse(scenario.description().isEmpty());
    assertEquals(1000, scenario.sizes(1000).stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void readsEveryKey() throws Exception {
    Scenario scenario =
        parse(
            """
            description: all of it
            ramp-up: 2m
            radio: {loss: 10%, duplicate: 0.5%, delay: 5ms-40ms}
            session: {clean: yes, keep-alive: 30s, retry-interval: 500ms, retry-count: 9}
            groups:
              a: {kind: sensor, share: 3, every: 1s, qos: 2, reading: power, retain: yes, size: 80,
                  messages: 7s, behind: 5, radio: {reorder: 3%, delay: 20ms}, session: {clean: no}}
              b: {kind: mobile, count: 2, moves: 3s}
              c: {kind: beacon, share: 1, topic: xy}
              d: {kind: rude, share: 1, manner: half-open}
              e: {kind: sleeper, share: 1, wakes: 4s}
              f: {kind: actuator, share: 1, messages: 9s}
            """);
    assertEquals(120_000, scenario.rampUpMillis());
    Group a = scenario.groups().get(0);
    assertEquals(new Impairment(0.1, 0.005, 0.03, 20, 20), a.radio());
    assertEquals(new Group.Session(false, 30, 500, 9), a.session());
    assertEquals(
        new Group(
            "a",
            Kind.SENSOR,
            3,
            0,
            a.session(),
            a.radio(),
            Qos.EXACTLY_ONCE,
            Reading.POWER,
            true,
            80,
            1_000,
            7_000,
            0,
            0,
            "",
            Manner.NEVER_ACK,
            5),
        a);
    assertEquals(new Group.Session(true, 30, 500, 9), scenario.groups().get(1).session());
    assertEquals(3_000, scenario.groups().get(1).movesMillis());
    assertEquals("xy", scenario.groups().get(2).shortTopic());
    assertEquals(Manner.HALF_OPEN, scenario.groups().get(3).manner());
    assertEquals(4_000, scenario.groups().get(4).wakesMillis());
    assertEquals(9_000, scenario.groups().get(5).messagesMillis());
  }

  @Test
  void sharesAreOfWhatHasNoCount() throws Exception {
    Scenario scenario =
        parse(
            """
            groups:
              a: {kind: sensor, share: 1}
              b: {kind: sensor, count: 10}
              c: {kind: sensor, share: 2}
            """);
    assertEquals(List.of(30, 10, 60), scenario.sizes(100));
    assertEquals(List.of(0, 10, 1), scenario.sizes(11));
    assertEquals(List.of(0, 10, 0), scenario.sizes(3));
  }

  /** In the YAML, / is the end of a line; G is a group's beginning. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "groups|1: the scenario must hold keys with values, as 'key: value'",
        "groups: x|1: key 'groups' must hold keys with values, as 'key: value'",
        "ramp-up: 5s|1: key 'groups' must name at least one group of nodes",
        "G kind: sensor, share: 1, evry: 5s}|2: key 'groups.a.evry' is not known here; known are:"
            + " every, behind, count, kind, messages, qos, radio, reading, retain, session, share,"
            + " size",
        "G kind: sensor, share: 1, wakes: 5s}|2: key 'groups.a.wakes' is not known here; known are:"
            + " behind, count, every, kind, messages, qos, radio, reading, retain, session, share,"
            + " size",
        "G kind: robot, share: 1}|2: key 'groups.a.kind' 'robot' is not known; choose from sensor,"
            + " mobile, sleeper, actuator, beacon, rude",
        "G share: 1}|2: key 'groups.a.kind' is missing; choose from sensor, mobile, sleeper,"
            + " actuator, beacon, rude",
        "G kind: sensor}|2: key 'groups.a' needs either 'share', in proportion to others, or"
            + " 'count'",
        "G kind: sensor, share: 1, count: 1}|2: key 'groups.a' needs either 'share', in proportion"
            + " to others, or 'count'",
        "G kind: sensor, share: 0.5}|2: key 'groups.a.share' '0.5' must be a whole number from 1"
            + " to 100000",
        "G kind: sensor, share: 1, qos: 3}|2: key 'groups.a.qos' '3' must be a whole number from 0"
            + " to 2",
        "G kind: sensor, share: 1, every: 5}|2: key 'groups.a.every' '5' is no duration; write one"
            + " as 500ms, 10s, 2m or 1h",
        "G kind: sensor, share: 1, every: 1ms}|2: key 'groups.a.every' '1ms' must be at least"
            + " 10ms",
        "G kind: sensor, share: 1, retain: maybe}|2: key 'groups.a.retain' 'maybe' must be yes or"
            + " no",
        "G kind: sensor, share: 1, radio: {loss: 10}}|2: key 'groups.a.radio.loss' '10' must be a"
            + " share of all messages such as 10%",
        "G kind: sensor, share: 1, radio: {delay: 5ms-1ms}}|2: key 'groups.a.radio.delay' '5ms-1ms'"
            + " must begin with the shorter one",
        "G kind: sensor, share: 1, radio: {lost: 1%}}|2: key 'groups.a.radio.lost' is not known"
            + " here; known are: loss, delay, duplicate, reorder",
        "G kind: beacon, share: 1, topic: abc}|2: key 'groups.a.topic' 'abc' must be a name of two"
            + " octets",
        "G kind: rude, share: 1}|2: key 'groups.a.manner' is missing; choose from never-ack,"
            + " wrong-ids, half-open",
        "G kind: sensor, share: 1, share: 2}|2: key 'groups.a.share' stands twice, first in line 2",
        "groups:/  a b: {}|2: key 'groups.a b' must be a name of letters, digits and . _ -",
        "groups: [|1: is not YAML: expected the node content, but found '<stream end>'"
      })
  void mistakes(String yaml, String answer) {
    String text = yaml.replace("/", "\n").replace("G ", "groups:\n  a: {");
    assertEquals("test.yaml:" + answer, mistake(text));
  }

  @Test
  void anEmptyFile() {
    assertEquals("test.yaml: is empty; it needs at least 'groups'", mistake("# nothing\n"));
  }

  @Test
  void aFileThatIsNotThere() {
    assertEquals(
        "there is no file nowhere.yaml, and the built-in scenarios are mixed, sensors, sleepers,"
            + " lossy, rude",
        assertThrows(ScenarioException.class, () -> ScenarioFile.read("nowhere.yaml"))
            .getMessage());
  }

  @Test
  void aFileOfOnesOwn(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("own.yaml");
    Files.writeString(file, "groups: {a: {kind: sensor, count: 1}}");
    assertEquals(List.of(1), ScenarioFile.read(file.toString()).sizes(1));
  }

  private static Scenario parse(String yaml) throws ScenarioException {
    return ScenarioFile.parse("test.yaml", yaml);
  }

  private static String mistake(String yaml) {
    return assertThrows(ScenarioException.class, () -> parse(yaml)).getMessage();
  }
}
