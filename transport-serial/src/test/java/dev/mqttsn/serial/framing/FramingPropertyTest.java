package dev.mqttsn.serial.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every framing, for hundreds of seeds each. */
class FramingPropertyTest {
  private static final int SEEDS = 300;
  private static final int FRAMES = 12;

  /** A frame on the line and what was put into it. */
  private record Sent(Octets node, Octets message, Octets line) {
    byte[] octets() {
      return line.array();
    }
  }

  private static List<Sent> frames(NodeSide side, Random random) {
    List<Sent> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      Octets node = side.node(random);
      byte[] message = side.message(random);
      frames.add(new Sent(node, Octets.wrap(message), Octets.wrap(side.write(node, message))));
    }
    return frames;
  }

  private static byte[] stream(List<Sent> frames) {
    return Line.join(frames.stream().map(Sent::octets).toList());
  }

  private static List<String> text(List<Sent> frames) {
    return frames.stream().map(f -> f.node() + ":" + f.message()).toList();
  }

  private static List<String> heard(Line line) {
    return line.messages().stream().map(m -> m.from() + ":" + m.message()).toList();
  }

  private static void assertAllHeard(List<Sent> expected, Line line, String what) {
    List<String> heard = new ArrayList<>(heard(line));
    for (String frame : text(expected)) {
      int at = heard.indexOf(frame);
      assertTrue(at >= 0, () -> what + ": lost " + frame + ", heard " + heard(line));
      heard.subList(0, at + 1).clear();
    }
  }

  private static byte[] garbage(Random random, int maxOctets) {
    byte[] garbage = new byte[1 + random.nextInt(maxOctets)];
    random.nextBytes(garbage);
    if (random.nextBoolean()) {
      byte[] delimiters = {0x7E, 0x7D, (byte) 0xC0, (byte) 0xDB, 0, 1};
      garbage[garbage.length - 1] = delimiters[random.nextInt(delimiters.length)];
    }
    return garbage;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsHeardHoweverItIsCut(NodeSide side) {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Sent> frames = frames(side, new Random(seed));
      Line whole = new Line(side.open(), seed);
      whole.writeWhole(stream(frames));
      assertEquals(text(frames), heard(whole), "seed " + seed);
      Line pieces = new Line(side.open(), seed);
      pieces.writeInPieces(stream(frames));
      assertEquals(text(frames), heard(pieces), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noiseIsCutIntoTheSameFramesHoweverItComes(NodeSide side) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[5_000];
      int alphabet = random.nextBoolean() ? 256 : 4;
      byte[] common = {0x7E, 0x00, 0x0C, (byte) 0xC0, (byte) 0xDB, 0x01, (byte) 0xFE, 0x02};
      for (int i = 0; i < noise.length; i++) {
        boolean any = random.nextInt(256) < alphabet;
        noise[i] = any ? (byte) random.nextInt(256) : common[random.nextInt(common.length)];
      }
      Line whole = new Line(side.open(), seed);
      whole.writeWhole(noise);
      whole.pause();
      Line pieces = new Line(side.open(), seed);
      pieces.writeInPieces(noise);
      pieces.pause();
      assertEquals(heard(whole), heard(pieces), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void garbageThatAPauseFollowsCostsNothing(NodeSide side) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Sent> frames = frames(side, random);
      Line line = new Line(side.open(), seed);
      for (Sent frame : frames) {
        line.writeInPieces(garbage(random, 300));
        line.pause();
        line.writeInPieces(frame.octets());
      }
      assertAllHeard(frames, line, "seed " + seed);
    }
  }

  /** Where a raw octet starts a frame, nothing before it matters. */
  @ParameterizedTest
  @EnumSource(names = {"SLIP", "SLIP_CRC", "XBEE", "LORALINK"})
  void garbageBetweenFramesCostsNothing(NodeSide side) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Sent> frames = frames(side, random);
      Line line = new Line(side.open(), seed);
      for (Sent frame : frames) {
        line.writeInPieces(garbage(random, 300));
        line.writeInPieces(frame.octets());
      }
      assertAllHeard(frames, line, "seed " + seed);
      if (side.isChecked()) {
        assertEquals(text(frames), heard(line), "seed " + seed);
      }
    }
  }

  /**
   * An octet of one frame changed, lost or added; the last octet of COBS belongs to two frames. A
   * check can be fooled: a CRC where an octet is lost that it implies (the message's own length
   * then tells), a sum of 8 bits once in 256 times.
   */
  @ParameterizedTest
  @EnumSource
  void damageInsideAFrameCostsThatFrameAlone(NodeSide side) {
    int fooled = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Sent> frames = frames(side, random);
      int hit = random.nextInt(FRAMES);
      Line line = new Line(side.open(), seed);
      for (int i = 0; i < FRAMES; i++) {
        byte[] octets = frames.get(i).octets();
        line.writeInPieces(i == hit ? damage(side, octets, random) : octets);
        if (side == NodeSide.LENGTH) {
          line.pause();
        }
      }
      line.pause();
      boolean invented = side.isChecked() && invents(line, frames);
      if (invented) {
        fooled++;
      } else {
        frames.remove(hit);
        assertAllHeard(frames, line, "seed " + seed);
      }
    }
    assertTrue(fooled <= (side.hasSumOnly() ? SEEDS / 50 : 0), "fooled " + fooled + " times");
  }

  private static boolean invents(Line line, List<Sent> frames) {
    List<String> sent = text(frames);
    return line.messages().stream()
        .filter(
            m -> !(FrameDecoder.decode(ByteBuffer.wrap(m.message().array())) instanceof Malformed))
        .anyMatch(m -> !sent.contains(m.from() + ":" + m.message()));
  }

  private static byte[] damage(NodeSide side, byte[] octets, Random random) {
    int at = random.nextInt(side == NodeSide.COBS ? octets.length - 1 : octets.length);
    byte[] head = Arrays.copyOf(octets, at);
    byte[] tail = Arrays.copyOfRange(octets, at + 1, octets.length);
    byte[] changed = {(byte) (octets[at] + 1 + random.nextInt(255))};
    byte[] doubled = {(byte) random.nextInt(256), octets[at]};
    return switch (random.nextInt(3)) {
      case 0 -> Line.join(List.of(head, changed, tail));
      case 1 -> Line.join(List.of(head, tail));
      default -> Line.join(List.of(head, doubled, tail));
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"SLIP_CRC", "COBS", "XBEE", "XBEE_PLAIN", "LORALINK"})
  void aFrameWithAWrongCheckNeverComesOut(NodeSide side) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Line line = new Line(side.open(), seed);
      for (int i = 0; i < FRAMES; i++) {
        Octets node = side.node(random);
        byte[] message = side.message(random);
        line.writeInPieces(side.writeWrong(node, message, 1 + random.nextInt(255)));
        line.pause();
      }
      assertEquals(List.of(), heard(line), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrameLongerThanAnyMessageIsSkipped(NodeSide side) {
    Random random = new Random(1);
    Sent after = frames(side, random).get(0);
    byte[] endless = new byte[100_000];
    Arrays.fill(endless, (byte) 0x55);
    Line line = new Line(side.open(), 1);
    line.writeInPieces(endless);
    line.pause();
    line.writeInPieces(after.octets());
    assertAllHeard(List.of(after), line, "after an endless frame");
  }
}
