package dev.mqttsn.gateway;

import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A recording of a third-party client in the format of {@code captures/README.md}. The lines of a
 * serial line are left out: the same messages stand beside them as datagrams.
 *
 * @param predefined the predefined topic ids that the gateway needs
 */
record Recording(String name, Map<Integer, String> predefined, List<Line> lines) {
  private static final Pattern DATAGRAM =
      Pattern.compile("(# lost )?T\\+(\\d+)\\.(\\d{3}) (?:(C2?)>G|G>(C2?)) ([0-9a-f ]+)");
  private static final Pattern SERIAL = Pattern.compile("T\\+[0-9.]+ (S>G|G>S) .*");
  private static final Pattern BROKER =
      Pattern.compile("# broker (publishes|publishes-retained|receives) (.+?) ([012]) (.*)");
  private static final Pattern PREDEFINED = Pattern.compile("id (\\d+) = ([^,]+)");
  private static final Pattern STAMPED = Pattern.compile("(# lost )?T\\+.*");

  private static final int ENVELOPE_HEADER = 3;

  /** One line that a replay needs. */
  sealed interface Line permits Datagram, BrokerMessage {}

  /**
   * A datagram, opened where it came in a forwarder's envelope.
   *
   * @param atMillis counted from the first datagram
   * @param party who sent or got it: C or C2
   * @param nodeId the wireless node id, empty without an envelope
   * @param lost dropped on its way
   */
  record Datagram(
      long atMillis, String party, boolean fromClient, Octets nodeId, Octets message, boolean lost)
      implements Line {
    /** As it was on the wire. */
    byte[] octets() {
      ByteBuffer out = ByteBuffer.allocate(ENVELOPE_HEADER + nodeId.length() + message.length());
      if (!nodeId.isEmpty()) {
        int length = ENVELOPE_HEADER + nodeId.length();
        out.put((byte) length).put((byte) FrameType.ENCAPSULATION).put((byte) 0);
        nodeId.writeTo(out);
      }
      message.writeTo(out);
      return Arrays.copyOf(out.array(), out.position());
    }

    Decoded decoded() {
      return FrameDecoder.decode(ByteBuffer.wrap(message.array()));
    }
  }

  /** What an ordinary MQTT client published to the broker, or got from it. */
  record BrokerMessage(boolean published, boolean retained, String topic, int qos, Octets payload)
      implements Line {}

  /** All that are here, by name. */
  static List<Recording> all() throws IOException {
    List<Recording> recordings = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        recordings.add(read(file));
      }
    }
    return recordings;
  }

  private static Path folder() {
    try {
      return Path.of(Recording.class.getResource("/captures").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Recording read(Path file) throws IOException {
    List<String> text = Files.readAllLines(file, StandardCharsets.UTF_8);
    List<Line> lines = new ArrayList<>();
    for (String line : text) {
      Line parsed = parse(file, line);
      if (parsed != null) {
        lines.add(parsed);
      }
    }
    String name = file.getFileName().toString().replace(".txt", "");
    return new Recording(name, predefined(text.get(1)), List.copyOf(lines));
  }

  private static Map<Integer, String> predefined(String header) {
    Map<Integer, String> ids = new TreeMap<>();
    Matcher matcher = PREDEFINED.matcher(header);
    while (matcher.find()) {
      ids.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
    }
    return ids;
  }

  private static Line parse(Path file, String line) {
    Matcher datagram = DATAGRAM.matcher(line);
    if (datagram.matches()) {
      return datagram(datagram);
    }
    Matcher broker = BROKER.matcher(line);
    if (broker.matches()) {
      String kind = broker.group(1);
      return new BrokerMessage(
          kind.startsWith("publishes"),
          kind.endsWith("retained"),
          broker.group(2),
          Integer.parseInt(broker.group(3)),
          payload(broker.group(4)));
    }
    boolean readable = !STAMPED.matcher(line).matches() || SERIAL.matcher(line).matches();
    if (!readable || !readable(line)) {
      throw new IllegalArgumentException(file + ": " + line);
    }
    return null;
  }

  /** Only comments are passed over, and none that begins like a line that matters. */
  private static boolean readable(String line) {
    return SERIAL.matcher(line).matches()
        || (line.startsWith("# ") && !line.startsWith("# broker ") && !line.startsWith("# lost "));
  }

  private static Datagram datagram(Matcher matcher) {
    byte[] octets = HexFormat.ofDelimiter(" ").parseHex(matcher.group(6).strip());
    Octets nodeId = Octets.EMPTY;
    Octets message = Octets.wrap(octets);
    if (Encapsulation.isEncapsulated(ByteBuffer.wrap(octets))) {
      Encapsulation envelope = Encapsulation.open(ByteBuffer.wrap(octets));
      nodeId = envelope.nodeId();
      message = Octets.remaining(envelope.message());
    }
    boolean fromClient = matcher.group(4) != null;
    return new Datagram(
        Long.parseLong(matcher.group(2)) * 1_000 + Long.parseLong(matcher.group(3)),
        fromClient ? matcher.group(4) : matcher.group(5),
        fromClient,
        nodeId,
        message,
        matcher.group(1) != null);
  }

  private static Octets payload(String text) {
    return text.equals("(empty)") ? Octets.EMPTY : Octets.utf8(text.replace("\\n", "\n"));
  }

  /** The lines of one party, in order. */
  List<Datagram> datagrams(String party) {
    return lines.stream()
        .filter(Datagram.class::isInstance)
        .map(Datagram.class::cast)
        .filter(datagram -> datagram.party().equals(party))
        .toList();
  }

  List<BrokerMessage> received() {
    return lines.stream()
        .filter(BrokerMessage.class::isInstance)
        .map(BrokerMessage.class::cast)
        .filter(message -> !message.published())
        .toList();
  }

  /** The time of the first datagram at or after a line; the last one's where none follows. */
  long timeOf(int index) {
    long time = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i) instanceof Datagram datagram) {
        time = datagram.atMillis();
        if (i >= index) {
          return time;
        }
      }
    }
    return time;
  }
}
