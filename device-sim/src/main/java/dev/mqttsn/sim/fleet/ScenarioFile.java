package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.Impairment;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Scenarios as YAML, built in or a user's own; every mistake is told with its line and key. */
final class ScenarioFile {
  /** The built-in ones, in the order in which a newcomer may try them. */
  static final List<String> BUILT_IN = List.of("mixed", "sensors", "sleepers", "lossy", "rude");

  private static final long MIN_PERIOD_MILLIS = 10;
  private static final int MAX_NODES = 100_000;
  private static final int MAX_OCTETS = 60_000;

  private final String file;

  private ScenarioFile(String file) {
    this.file = file;
  }

  /** Reads a built-in scenario by its name, else a file. */
  static Scenario read(String nameOrFile) throws ScenarioException {
    return parse(nameOrFile, text(nameOrFile));
  }

  /** The YAML of a built-in scenario by its name, else of a file. */
  static String text(String nameOrFile) throws ScenarioException {
    try {
      return BUILT_IN.contains(nameOrFile)
          ? builtIn(nameOrFile)
          : Files.readString(Path.of(nameOrFile));
    } catch (NoSuchFileException e) {
      throw new ScenarioException(
          "there is no file "
              + nameOrFile
              + ", and the built-in scenarios are "
              + String.join(", ", BUILT_IN));
    } catch (IOException e) {
      throw new ScenarioException(nameOrFile + " cannot be read: " + e.getMessage());
    }
  }

  private static String builtIn(String name) throws IOException {
    try (InputStream in = ScenarioFile.class.getResourceAsStream("/scenarios/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Scenario parse(String file, String yaml) throws ScenarioException {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(yaml);
      if (root.isEmpty()) {
        throw new ScenarioException(file + ": is empty; it needs at least 'groups'");
      }
      return new ScenarioFile(file).scenario(root.get());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new ScenarioException(file + ":" + line + ": is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(
          file + ": is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private Scenario scenario(Node root) throws ScenarioException {
    Keys top = Keys.of(file, "", root);
    String description = top.text("description", "");
    long rampUpMillis = top.millis("ramp-up", 0, 5_000);
    Group.Session session = session(top.keys("session"), new Group.Session(false, 60, 2_000, 5));
    Keys radioKeys = top.keys("radio");
    Impairment radio = radioKeys.impairment(Impairment.NONE);
    radioKeys.rejectUnknown();
    Keys groupKeys = top.keys("groups");
    List<Group> groups = new ArrayList<>();
    for (String name : groupKeys.names()) {
      if (!name.matches("[A-Za-z0-9_.-]{1,40}")) {
        throw groupKeys.mistake(name, "must be a name of letters, digits and . _ -");
      }
      groups.add(group(name, groupKeys.keys(name), session, radio));
    }
    if (groups.isEmpty()) {
      throw top.mistake("groups", "must name at least one group of nodes");
    }
    top.rejectUnknown();
    return new Scenario(file, description, rampUpMillis, List.copyOf(groups));
  }

  private static Group.Session session(Keys keys, Group.Session plain) throws ScenarioException {
    Group.Session session =
        new Group.Session(
            keys.yes("clean", plain.clean()),
            (int) (keys.millis("keep-alive", 1_000, plain.keepAliveSeconds() * 1_000L) / 1_000),
            keys.millis("retry-interval", MIN_PERIOD_MILLIS, plain.retryMillis()),
            keys.whole("retry-count", 0, 1_000, plain.retryCount()));
    keys.rejectUnknown();
    return session;
  }

  /** Each kind reads the keys that mean something to it; others are unknown there. */
  private static Group group(String name, Keys keys, Group.Session session, Impairment radio)
      throws ScenarioException {
    Kind kind = Kind.valueOf(keys.word("kind", Kind.names(), null).toUpperCase(Locale.ROOT));
    int count = keys.whole("count", 1, MAX_NODES, 0);
    int share = keys.whole("share", 1, MAX_NODES, 0);
    if ((count == 0) == (share == 0)) {
      throw keys.mistake("needs either 'share', in proportion to others, or 'count'");
    }
    Keys radioKeys = keys.keys("radio");
    Impairment own = radioKeys.impairment(radio);
    radioKeys.rejectUnknown();
    Group group =
        new Group(
            name,
            kind,
            share,
            count,
            session(keys.keys("session"), session),
            own,
            qos(keys, kind),
            Reading.valueOf(
                keys.word("reading", Reading.names(), "temperature").toUpperCase(Locale.ROOT)),
            keys.yes("retain", false),
            keys.whole("size", 1, MAX_OCTETS, 0),
            kind == Kind.ACTUATOR ? 0 : keys.millis("every", MIN_PERIOD_MILLIS, 10_000),
            messages(keys, kind),
            kind == Kind.SLEEPER ? keys.millis("wakes", 100, 10_000) : 0,
            kind == Kind.MOBILE ? keys.millis("moves", 100, 20_000) : 0,
            kind == Kind.BEACON ? shortTopic(keys) : "",
            manner(keys, kind),
            kind == Kind.MOBILE || kind == Kind.BEACON ? 0 : keys.whole("behind", 1, 10_000, 0));
    keys.rejectUnknown();
    return group;
  }

  private static Qos qos(Keys keys, Kind kind) throws ScenarioException {
    if (kind == Kind.BEACON) {
      return Qos.MINUS_ONE;
    }
    return Qos.ofBits(keys.whole("qos", 0, 2, 1));
  }

  private static long messages(Keys keys, Kind kind) throws ScenarioException {
    return switch (kind) {
      case BEACON -> 0;
      case ACTUATOR, SLEEPER, RUDE -> keys.millis("messages", MIN_PERIOD_MILLIS, 10_000);
      case SENSOR, MOBILE -> keys.millis("messages", MIN_PERIOD_MILLIS, 0);
    };
  }

  private static String shortTopic(Keys keys) throws ScenarioException {
    String topic = keys.text("topic", "zb");
    if (Octets.utf8(topic).length() != 2 || !TopicNames.isName(topic)) {
      throw keys.mistake("topic", "'" + topic + "' must be a name of two octets");
    }
    return topic;
  }

  private static Manner manner(Keys keys, Kind kind) throws ScenarioException {
    if (kind != Kind.RUDE) {
      return Manner.NEVER_ACK;
    }
    String word = keys.word("manner", Manner.names(), null);
    return Manner.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
