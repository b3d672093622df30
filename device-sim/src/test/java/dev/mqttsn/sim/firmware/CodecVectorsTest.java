package dev.mqttsn.sim.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.FrameType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The committed vectors are what the gateway's codec does. After a wanted change of the codec write
 * them anew: {@code mvn -pl device-sim -am test -Dtest=CodecVectorsTest -Dfirmware.vectors=write}.
 */
class CodecVectorsTest {
  private static final Path FILE = Firmware.directory().resolve("test/vectors.txt");

  @Test
  void theCommittedVectorsAreWhatTheGatewaysCodecDoes() throws IOException {
    String expected = CodecVectors.text();
    if ("write".equals(System.getProperty("firmware.vectors"))) {
      Files.writeString(FILE, expected);
    }
    assertEquals(expected, Files.readString(FILE));
  }

  @Test
  void everyTypeOccursInEveryWay() {
    List<String> lines = CodecVectors.lines(CodecVectors.text());
    for (FrameType type : FrameType.values()) {
      assertTrue(lines.stream().anyMatch(l -> isOf(type, l, "=")), () -> type + " =");
      assertTrue(lines.stream().anyMatch(l -> isOf(type, l, ">")), () -> type + " >");
    }
    assertTrue(lines.stream().filter(line -> line.endsWith(" !")).count() > 500);
  }

  private static boolean isOf(FrameType type, String line, String sign) {
    String[] words = line.split(" ", 4);
    return words[1].equals(sign) && words.length > 2 && words[2].equals(type.name());
  }
}
