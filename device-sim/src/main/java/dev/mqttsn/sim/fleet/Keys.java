package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.Impairment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a scenario file that knows its lines. What nobody asked for is unknown, so that a
 * key is written down once, where it is read.
 */
final class Keys {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7})\\s*(ms|s|m|h)");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*%");
  private static final double PERCENT = 100;

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private record Entry(int line, Node value) {}

  private Keys(String file, String path, int line) {
    this.file = file;
    this.path = path;
    this.line = line;
  }

  static Keys of(String file, String path, Node node) throws ScenarioException {
    Keys keys = new Keys(file, path, line(node));
    if (!(node instanceof MappingNode mapping)) {
      throw keys.mistake("must hold keys with values, as 'key: value'");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      keys.add(tuple);
    }
    return keys;
  }

  private void add(NodeTuple tuple) throws ScenarioException {
    int at = line(tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      throw new ScenarioException(file + ":" + at + ": a key must be plain text");
    }
    Entry earlier = entries.putIfAbsent(key.getValue(), new Entry(at, tuple.getValueNode()));
    if (earlier != null) {
      throw mistake(key.getValue(), at, "stands twice, first in line " + earlier.line);
    }
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** A mistake of the mapping as a whole. */
  ScenarioException mistake(String problem) {
    String what = path.isEmpty() ? "the scenario" : "key '" + path + "'";
    return new ScenarioException(file + ":" + line + ": " + what + " " + problem);
  }

  /** A mistake of a key, or of its absence. */
  ScenarioException mistake(String key, String problem) {
    Entry entry = entries.get(key);
    return mistake(key, entry == null ? line : entry.line, problem);
  }

  private ScenarioException mistake(String key, int at, String problem) {
    return new ScenarioException(file + ":" + at + ": key '" + qualified(key) + "' " + problem);
  }

  private String qualified(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The mapping of a key; empty where it is absent. */
  Keys keys(String key) throws ScenarioException {
    known.add(key);
    Entry entry = entries.get(key);
    return entry == null
        ? new Keys(file, qualified(key), line)
        : of(file, qualified(key), entry.value);
  }

  String text(String key, String otherwise) throws ScenarioException {
    known.add(key);
    Entry entry = entries.get(key);
    if (entry == null) {
      return otherwise;
    }
    if (entry.value instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw mistake(key, "must be a single value");
  }

  int whole(String key, int min, int max, int otherwise) throws ScenarioException {
    String text = text(key, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if ((value >= min && value <= max) || value == otherwise) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as a number out of range is
    }
    throw mistake(key, "'" + text + "' must be a whole number from " + min + " to " + max);
  }

  boolean yes(String key, boolean otherwise) throws ScenarioException {
    String text = text(key, otherwise ? "yes" : "no");
    return switch (text) {
      case "yes", "true" -> true;
      case "no", "false" -> false;
      default -> throw mistake(key, "'" + text + "' must be yes or no");
    };
  }

  /** One word of a few. */
  String word(String key, List<String> words, String otherwise) throws ScenarioException {
    String text = text(key, otherwise);
    if (text == null || !words.contains(text)) {
      String what = text == null ? "is missing; " : "'" + text + "' is not known; ";
      throw mistake(key, what + "choose from " + String.join(", ", words));
    }
    return text;
  }

  long millis(String key, long min, long otherwise) throws ScenarioException {
    String text = text(key, otherwise + "ms");
    long millis = duration(key, text);
    if (millis < min && millis != otherwise) {
      throw mistake(key, "'" + text + "' must be at least " + min + "ms");
    }
    return millis;
  }

  private long duration(String key, String text) throws ScenarioException {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw mistake(key, "'" + text + "' is no duration; write one as 500ms, 10s, 2m or 1h");
    }
    long unit =
        switch (matcher.group(2)) {
          case "ms" -> 1L;
          case "s" -> 1_000L;
          case "m" -> 60_000L;
          default -> 3_600_000L;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }

  private double share(String key, double otherwise) throws ScenarioException {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = SHARE.matcher(text.strip());
    double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : -1;
    if (percent < 0 || percent > PERCENT) {
      throw mistake(key, "'" + text + "' must be a share of all messages such as 10%");
    }
    return percent / PERCENT;
  }

  /** What this mapping says about a radio, and what it leaves as it was. */
  Impairment impairment(Impairment otherwise) throws ScenarioException {
    String delay =
        text("delay", otherwise.delayMinMillis() + "ms-" + otherwise.delayMaxMillis() + "ms");
    String[] ends = delay.split("-", -1);
    if (ends.length > 2) {
      throw mistake("delay", "'" + delay + "' must be as 20ms, or as 5ms-40ms");
    }
    long shortest = duration("delay", ends[0]);
    long longest = duration("delay", ends[ends.length - 1]);
    if (longest < shortest) {
      throw mistake("delay", "'" + delay + "' must begin with the shorter one");
    }
    return new Impairment(
        share("loss", otherwise.loss()),
        share("duplicate", otherwise.duplicate()),
        share("reorder", otherwise.reorder()),
        shortest,
        longest);
  }

  /** Refuses the first key that nobody asked for. */
  void rejectUnknown() throws ScenarioException {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        throw mistake(key, "is not known here; known are: " + advice(key));
      }
    }
  }

  /** The known keys, those that begin alike first. */
  private String advice(String key) {
    List<String> sorted = new ArrayList<>(known);
    String start = key.substring(0, 1).toLowerCase(Locale.ROOT);
    sorted.sort((a, b) -> Boolean.compare(b.startsWith(start), a.startsWith(start)));
    return String.join(", ", sorted);
  }
}
