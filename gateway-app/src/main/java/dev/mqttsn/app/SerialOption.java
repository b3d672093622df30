package dev.mqttsn.app;

import dev.mqttsn.serial.SerialConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A serial link as the operator writes it: a port and keys with values, in the file and in {@code
 * --serial PORT,framing=slip,baud=115200} alike. Keys that are none of the link's own are options
 * of the framing.
 */
final class SerialOption {
  private static final String DEFAULT_FRAMING = "slip";
  private static final double PERCENT = 100;

  private final String origin;
  private final Map<String, String> values;

  private SerialOption(String origin, Map<String, String> values) {
    this.origin = origin;
    this.values = values;
  }

  static SerialSettings parse(String origin, String text) throws ConfigException {
    String[] parts = text.split(",", -1);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals <= 0) {
        throw new ConfigException(
            origin, "'" + parts[i] + "' is no KEY=VALUE; write PORT,framing=slip,baud=115200");
      }
      values.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    values.put("port", parts[0]);
    return of(origin, values);
  }

  /** The values as text by key; {@code port} is needed. */
  static SerialSettings of(String origin, Map<String, String> values) throws ConfigException {
    return new SerialOption(origin, new TreeMap<>(values)).settings();
  }

  private SerialSettings settings() throws ConfigException {
    String port = take("port", "");
    String framing = take("framing", DEFAULT_FRAMING);
    int baud = number("baud", SerialConfig.DEFAULT_BAUD);
    String maxMessage = values.remove("max-message");
    int bitRate = number("bit-rate", 0);
    double dutyCycle = percent("duty-cycle");
    int queue = number("queue", SerialConfig.DEFAULT_QUEUE_LIMIT);
    LinkRules rules = rules();
    try {
      SerialConfig plain = SerialConfig.of(port, framing, values);
      int octets = maxMessage == null ? plain.maxMessageOctets() : whole("max-message", maxMessage);
      return new SerialSettings(
          origin,
          new SerialConfig(port, baud, framing, values, octets, bitRate, dutyCycle, queue),
          rules);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(origin, e.getMessage());
    }
  }

  private LinkRules rules() throws ConfigException {
    String interval = values.remove("retry-interval");
    String count = values.remove("retry-count");
    String advertise = values.remove("advertise");
    return new LinkRules(
        interval == null ? null : LinkRules.retryIntervalMillis(key("retry-interval"), interval),
        count == null ? null : LinkRules.retryCount(key("retry-count"), count),
        advertise == null ? null : LinkRules.advertiseMillis(key("advertise"), advertise));
  }

  private String key(String key) {
    return origin + ": " + key;
  }

  private String take(String key, String otherwise) {
    String value = values.remove(key);
    return value == null ? otherwise : value;
  }

  private int number(String key, int otherwise) throws ConfigException {
    String text = values.remove(key);
    return text == null ? otherwise : whole(key, text);
  }

  private int whole(String key, String text) throws ConfigException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigException(origin, key + " '" + text + "' must be a whole number");
    }
  }

  /** As in {@code 1%}; 0 for no limit. */
  private double percent(String key) throws ConfigException {
    String text = values.remove(key);
    if (text == null) {
      return 0;
    }
    try {
      if (text.endsWith("%")) {
        return Double.parseDouble(text.substring(0, text.length() - 1).strip()) / PERCENT;
      }
    } catch (NumberFormatException e) {
      // reported below, as a share without its sign is
    }
    throw new ConfigException(origin, key + " '" + text + "' must be a share of time such as 1%");
  }
}
