package dev.mqttsn.serial.framing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All framings by name: the one place that a new one has to be added to. */
public final class Framings {
  /** A forwarder's envelope comes on top of a message: length, type, control, node id. */
  public static final int MAX_ENVELOPE_OCTETS = 255;

  /** What is heard may be longer than what a node of the link is sent. */
  private static final int MIN_RECEIVE_OCTETS = 1_024;

  private static final int WIRED_MESSAGE_OCTETS = 255;

  /** Fits the payload of an XBee in every kind of network. */
  private static final int XBEE_MESSAGE_OCTETS = 72;

  private static final int LORA_MESSAGE_OCTETS = 222;
  private static final Map<String, Kind> KINDS = new TreeMap<>();

  static {
    wired("length", LengthFraming::new);
    wired("slip", max -> new SlipFraming(FrameCheck.NONE, max));
    wired("slip-crc", max -> new SlipFraming(FrameCheck.CRC16, max));
    wired("cobs", CobsFraming::new);
    KINDS.put(
        "xbee",
        new Kind(
            XBEE_MESSAGE_OCTETS,
            Map.of("mode", List.of("1", "2")),
            (options, max) -> new XBeeFraming(xbeeMode(options), max)));
    KINDS.put(
        "loralink",
        new Kind(LORA_MESSAGE_OCTETS, Map.of(), (options, max) -> new LoRaLinkFraming(max)));
  }

  /** Makes a framing from its options and the longest frame that is heard. */
  private interface Maker {
    Framing make(Map<String, String> options, int maxFrameOctets);
  }

  private interface PlainMaker {
    Framing make(int maxFrameOctets);
  }

  /**
   * @param options the values that each option can have
   */
  private record Kind(int maxMessageOctets, Map<String, List<String>> options, Maker maker) {}

  private Framings() {}

  private static void wired(String name, PlainMaker maker) {
    KINDS.put(name, new Kind(WIRED_MESSAGE_OCTETS, Map.of(), (options, max) -> maker.make(max)));
  }

  private static XBeeMode xbeeMode(Map<String, String> options) {
    return options.getOrDefault("mode", "2").equals("1") ? XBeeMode.PLAIN : XBeeMode.ESCAPED;
  }

  public static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /** The largest message that is sure to fit where the operator does not say more. */
  public static int defaultMaxMessageOctets(String name) {
    return kind(name).maxMessageOctets();
  }

  /**
   * Judges what an operator wrote.
   *
   * @throws IllegalArgumentException with one sentence for the operator that names the valid
   *     choices
   */
  public static void check(String name, Map<String, String> options) {
    Map<String, List<String>> known = kind(name).options();
    options.forEach(
        (key, value) -> {
          if (!known.containsKey(key)) {
            throw new IllegalArgumentException(
                "framing " + name + " has no option '" + key + "'" + choices(known.keySet()));
          }
          if (!known.get(key).contains(value)) {
            throw new IllegalArgumentException(
                "framing " + name + ", " + key + "=" + value + choices(known.get(key)));
          }
        });
  }

  private static String choices(Iterable<String> values) {
    String joined = String.join(", ", values);
    return joined.isEmpty() ? "" : ": choose from " + joined;
  }

  private static Kind kind(String name) {
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "framing '" + name + "' is not known" + choices(KINDS.keySet()));
    }
    return kind;
  }

  /**
   * A new codec in its initial state.
   *
   * @param options checked as by {@link #check}
   */
  public static Framing create(String name, Map<String, String> options, int maxMessageOctets) {
    check(name, options);
    int longest = Math.max(maxMessageOctets, MIN_RECEIVE_OCTETS) + MAX_ENVELOPE_OCTETS;
    return kind(name).maker().make(options, longest);
  }
}
