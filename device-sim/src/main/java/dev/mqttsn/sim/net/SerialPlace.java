package dev.mqttsn.sim.net;

import dev.mqttsn.serial.SerialConfig;
import dev.mqttsn.wire.Octets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A serial port as an option names it, seen from the node's end.
 *
 * @param gateway what a modem at the node calls the gateway; empty for a line without a modem
 */
public record SerialPlace(SerialConfig config, Octets gateway) {
  private static final String DEFAULT_FRAMING = "slip";

  /** By default the coordinator of a ZigBee, and everybody for LoRaLink. */
  private static final Map<String, String> USUAL_GATEWAYS =
      Map.of("xbee", "0000000000000000", "loralink", "ff");

  /**
   * Reads {@code PORT,framing=slip,baud=115200}; modems take {@code to=ADDRESS} too.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  public static SerialPlace parse(String text) {
    String[] parts = text.split(",", -1);
    Map<String, String> values = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            "'" + parts[i] + "' is no KEY=VALUE; write PORT,framing=slip,baud=115200");
      }
      values.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    return of(parts[0], values);
  }

  private static SerialPlace of(String port, Map<String, String> values) {
    String framing = taken(values, "framing", DEFAULT_FRAMING);
    int baud = whole("baud", taken(values, "baud", "" + SerialConfig.DEFAULT_BAUD));
    String usualGateway = USUAL_GATEWAYS.getOrDefault(framing, "");
    Octets gateway =
        usualGateway.isEmpty() ? Octets.EMPTY : address(taken(values, "to", usualGateway));
    if (gateway.length() * 2 != usualGateway.length()) {
      throw new IllegalArgumentException(
          "to=" + gateway + " must have " + usualGateway.length() + " hexadecimal digits");
    }
    SerialConfig usual = SerialConfig.of(port, framing, values);
    return new SerialPlace(
        new SerialConfig(
            port,
            baud,
            framing,
            values,
            usual.maxMessageOctets(),
            0,
            0,
            SerialConfig.DEFAULT_QUEUE_LIMIT),
        gateway);
  }

  private static String taken(Map<String, String> values, String key, String otherwise) {
    String value = values.remove(key);
    return value == null ? otherwise : value;
  }

  private static int whole(String key, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " '" + text + "' must be a whole number", e);
    }
  }

  private static Octets address(String text) {
    try {
      return Octets.wrap(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "to=" + text + " must be an address in hexadecimal digits", e);
    }
  }
}
