package dev.mqttsn.serial.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any octets on a line, in any pieces: nothing is thrown, nothing is heard that does not stand on
 * the line with a good check, and after a pause a good frame is heard. The first octet decides on
 * the pieces, the others are those on the line.
 */
class FramingFuzzTest {
  private static final String DURATION = "10m";
  private static final int MAX_MESSAGE_OCTETS = 72;

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void length(byte[] input) {
    check(NodeSide.LENGTH, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void slip(byte[] input) {
    check(NodeSide.SLIP, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void slipCrc(byte[] input) {
    check(NodeSide.SLIP_CRC, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void cobs(byte[] input) {
    check(NodeSide.COBS, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void xbee(byte[] input) {
    check(NodeSide.XBEE, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void xbeePlain(byte[] input) {
    check(NodeSide.XBEE_PLAIN, input);
  }

  @ArgumentsSource(FramedRecordings.class)
  @FuzzTest(maxDuration = DURATION)
  void loraLink(byte[] input) {
    check(NodeSide.LORALINK, input);
  }

  private static void check(NodeSide side, byte[] input) {
    if (input.length == 0) {
      return;
    }
    int seed = input[0] & 0xFF;
    byte[] octets = Arrays.copyOfRange(input, 1, input.length);
    Line whole = new Line(side.open(), seed);
    whole.writeWhole(octets);
    whole.pause();
    Line pieces = new Line(side.open(), seed);
    pieces.writeInPieces(octets);
    pieces.pause();
    assertEquals(heard(whole), heard(pieces), "the pieces make no difference");
    checkEvidence(whole, side, octets);
    checkPause(side, seed, octets);
    checkGoodFrame(whole, side, seed, octets);
  }

  /** What a pause cuts in two is heard as neither more nor less than its two parts. */
  private static void checkPause(NodeSide side, int seed, byte[] octets) {
    int at = octets.length * seed / 256;
    byte[] first = Arrays.copyOf(octets, at);
    byte[] second = Arrays.copyOfRange(octets, at, octets.length);
    Line line = new Line(side.open(), seed);
    line.writeInPieces(first);
    line.pause();
    line.writeInPieces(second);
    line.pause();
    checkEvidence(line, side, first, second);
  }

  private static void checkEvidence(Line line, NodeSide side, byte[]... parts) {
    Set<String> evident = new TreeSet<>();
    int octets = 0;
    for (byte[] part : parts) {
      evident.addAll(Evidence.on(side, part));
      octets += part.length;
    }
    for (String message : heard(line)) {
      assertTrue(evident.contains(message), () -> message + " is not on the line: " + evident);
    }
    assertTrue(line.damagedOctets() <= octets, "more damaged than there was");
  }

  private static void checkGoodFrame(Line line, NodeSide side, int seed, byte[] octets) {
    Octets node = side.node(new Random(seed));
    byte[] message = publish(octets);
    line.writeInPieces(side.write(node, message));
    List<String> heard = heard(line);
    assertEquals(node + ":" + Octets.wrap(message), heard.get(heard.size() - 1));
  }

  /** A PUBLISH whose payload is the end of the octets. */
  private static byte[] publish(byte[] octets) {
    int payload = Math.min(octets.length, MAX_MESSAGE_OCTETS - 7);
    byte[] message = new byte[7 + payload];
    System.arraycopy(octets, octets.length - payload, message, 7, payload);
    message[0] = (byte) message.length;
    message[1] = 0x0C;
    return message;
  }

  private static List<String> heard(Line line) {
    List<String> heard = new ArrayList<>();
    line.messages().forEach(m -> heard.add(m.from() + ":" + m.message()));
    return heard;
  }
}
