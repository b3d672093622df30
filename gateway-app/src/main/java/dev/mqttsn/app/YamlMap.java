package dev.mqttsn.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of the configuration file that knows its lines. Keys that nobody asked for are the
 * unknown ones, so that the known keys are written down once, where they are read.
 */
final class YamlMap {
  private final String file;
  private final String path;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  /** A key with the line that it is on. */
  private record Entry(int line, Node value) {}

  private YamlMap(String file, String path) {
    this.file = file;
    this.path = path;
  }

  static YamlMap of(String file, String path, Node node) throws ConfigException {
    YamlMap map = new YamlMap(file, path);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        map.add(tuple);
      }
    } else if (!isNull(node)) {
      throw new ConfigException(
          file + ":" + line(node), map.name() + " must hold keys with values, as 'key: value'");
    }
    return map;
  }

  private void add(NodeTuple tuple) throws ConfigException {
    int line = line(tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      throw new ConfigException(file + ":" + line, "a key must be plain text");
    }
    Entry earlier = entries.putIfAbsent(key.getValue(), new Entry(line, tuple.getValueNode()));
    if (earlier != null) {
      throw new ConfigException(
          file + ":" + line,
          "key '" + qualified(key.getValue()) + "' stands twice, first in line " + earlier.line);
    }
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && (scalar.getValue().isEmpty() || "null".equals(scalar.getValue()));
  }

  String file() {
    return file;
  }

  /** The key's place, as errors name it. */
  String origin(String key) {
    Entry entry = entries.get(key);
    return file + ":" + (entry == null ? 1 : entry.line) + ": key '" + qualified(key) + "'";
  }

  private String qualified(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String name() {
    return path.isEmpty() ? "the file" : "key '" + path + "'";
  }

  Set<String> keys() {
    return entries.keySet();
  }

  /** The key's node, or null where it is absent or empty. */
  Node node(String key) {
    known.add(key);
    Entry entry = entries.get(key);
    return entry == null || isNull(entry.value) ? null : entry.value;
  }

  YamlMap map(String key) throws ConfigException {
    Node node = node(key);
    return node == null ? new YamlMap(file, qualified(key)) : of(file, qualified(key), node);
  }

  String text(String key, String otherwise) throws ConfigException {
    Node node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new ConfigException(origin(key), "must be a single value");
  }

  long number(String key, long min, long max, long otherwise) throws ConfigException {
    String text = text(key, null);
    return text == null ? otherwise : parse(key, text, min, max);
  }

  int integer(String key, int min, int max, int otherwise) throws ConfigException {
    return (int) number(key, min, max, otherwise);
  }

  private long parse(String key, String text, long min, long max) throws ConfigException {
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below, as a number that is out of range is
    }
    throw new ConfigException(
        origin(key), "'" + text + "' must be a whole number from " + min + " to " + max);
  }

  long millis(String key, long min, long otherwise) throws ConfigException {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    long millis = Durations.parseMillis(origin(key), text);
    if (millis < min) {
      throw new ConfigException(origin(key), "'" + text + "' must be at least " + min + "ms");
    }
    return millis;
  }

  /** Refuses the first key that nobody asked for. */
  void rejectUnknown() throws ConfigException {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new ConfigException(
            file + ":" + entry.getValue().line,
            "key '" + qualified(entry.getKey()) + "' is not known here; " + advice(entry.getKey()));
      }
    }
  }

  private String advice(String key) {
    List<String> candidates = new ArrayList<>(known);
    return Nearest.of(key, candidates)
        .map(nearest -> "did you mean '" + nearest + "'?")
        .orElse("known are: " + String.join(", ", candidates));
  }
}
