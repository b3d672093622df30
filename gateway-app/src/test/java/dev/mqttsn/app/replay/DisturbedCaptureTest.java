package dev.mqttsn.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.gateway.Limits;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.Link;
import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random talk between nodes and a gateway, however senseless, is played to its end. */
final class DisturbedCaptureTest {
  private static final int MESSAGES = 3_000;
  private static final int NODES = 4;
  private static final Octets GATEWAY = address(9);
  private static final int[] TYPES = {
    0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0C, 0x0C, 0x0D, 0x0E,
    0x0F, 0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x1A, 0x1B, 0x1C, 0x1D
  };

  private static Octets address(int host) {
    return Octets.wrap(new byte[] {10, 9, 9, (byte) host, 7, (byte) 0x5B});
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void isPlayedToItsEnd(long seed) {
    List<PcapDatagram> datagrams = talk(new Random(seed));
    Replay replay = Replay.of(datagrams, Set.of(GATEWAY), config());
    Summary summary = replay.summary();
    assertEquals(0, summary.defects());
    assertTrue(summary.framesIn() + summary.older() > MESSAGES / 3, summary::toString);
    assertEquals(
        summary.answers().missing(),
        replay.lines().stream().filter(Line.Missing.class::isInstance).count());
    assertEquals(
        replay.lines(), Replay.of(datagrams, Set.of(GATEWAY), config()).lines(), "twice the same");
  }

  private static ReplayConfig config() {
    Link link = new Link("udp", 1_400);
    PredefinedTopics predefined = new PredefinedTopics(Map.of(1, "a/b"), Map.of());
    return new ReplayConfig(OptionalInt.empty(), predefined, Limits.DEFAULT, address -> link);
  }

  /** Small numbers everywhere, so that much of it fits together. */
  private static List<PcapDatagram> talk(Random random) {
    List<PcapDatagram> datagrams = new ArrayList<>();
    long micros = 1_000_000_000L;
    for (int i = 0; i < MESSAGES; i++) {
      micros += (long) random.nextInt(100) * random.nextInt(100) * random.nextInt(100);
      Octets node = address(random.nextInt(NODES));
      boolean up = random.nextInt(3) > 0;
      Octets message = Octets.wrap(message(random));
      datagrams.add(new PcapDatagram(micros, up ? node : GATEWAY, up ? GATEWAY : node, message));
      if (random.nextInt(50) == 0) {
        Collections.swap(datagrams, random.nextInt(i + 1), i);
      }
    }
    return datagrams;
  }

  private static byte[] message(Random random) {
    int type = TYPES[random.nextInt(TYPES.length)];
    byte[] body =
        switch (type) {
          case 0x04 -> new byte[] {(byte) (random.nextInt(4) << 2), 1, 0, 9, id(random)};
          case 0x05, 0x01, 0x1B, 0x1D -> new byte[] {(byte) random.nextInt(4)};
          case 0x06, 0x08, 0x17 -> new byte[0];
          case 0x07, 0x1A -> new byte[] {(byte) (random.nextInt(4) << 5), 'w', '/', id(random)};
          case 0x0A -> new byte[] {0, small(random), 0, small(random), 'a', '/', id(random)};
          case 0x0B, 0x0D -> new byte[] {0, small(random), 0, small(random), code(random)};
          case 0x0C -> publish(random);
          case 0x0E, 0x0F, 0x10, 0x15 -> new byte[] {0, small(random)};
          case 0x12 ->
              new byte[] {(byte) (random.nextInt(4) << 5), 0, small(random), 'a', '/', '+'};
          case 0x13 -> new byte[] {0x20, 0, small(random), 0, small(random), code(random)};
          case 0x14 -> new byte[] {0, 0, small(random), 'a', '/', '+'};
          case 0x16 -> random.nextBoolean() ? new byte[0] : new byte[] {id(random)};
          case 0x18 -> random.nextBoolean() ? new byte[0] : new byte[] {0, 20};
          default -> new byte[] {small(random), 0, 9};
        };
    byte[] message = new byte[body.length + 2];
    message[0] = (byte) message.length;
    message[1] = (byte) type;
    System.arraycopy(body, 0, message, 2, body.length);
    return message;
  }

  private static byte[] publish(Random random) {
    int flags = random.nextInt(2) << 7 | random.nextInt(4) << 5 | random.nextInt(3);
    return new byte[] {(byte) flags, 0, small(random), 0, small(random), id(random)};
  }

  private static byte small(Random random) {
    return (byte) random.nextInt(4);
  }

  private static byte id(Random random) {
    return (byte) ('a' + random.nextInt(3));
  }

  private static byte code(Random random) {
    return (byte) Math.max(0, random.nextInt(10) - 6);
  }
}
