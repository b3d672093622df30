package dev.mqttsn.serial.framing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * What the clients of the recordings sent, as it is on a line of the framing that the test method
 * is named after; in front one octet that decides on the pieces.
 */
final class FramedRecordings implements ArgumentsProvider {
  private static final Path CAPTURES =
      Path.of("..", "gateway-core", "src", "test", "resources", "captures");
  private static final Pattern SENT = Pattern.compile("T\\+[0-9.]+ C2?>G ([0-9a-f ]+)");
  private static final int MAX_MESSAGE_OCTETS = 255;

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    NodeSide side = side(context.getRequiredTestMethod().getName());
    try (Stream<Path> files = Files.list(CAPTURES)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(file -> Arguments.of((Object) line(side, file)))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NodeSide side(String method) {
    for (NodeSide side : NodeSide.values()) {
      if (side.name().replace("_", "").equals(method.toUpperCase(Locale.ROOT))) {
        return side;
      }
    }
    throw new IllegalArgumentException("no framing is called " + method);
  }

  private static byte[] line(NodeSide side, Path capture) {
    List<byte[]> octets = new ArrayList<>();
    octets.add(new byte[] {(byte) capture.hashCode()});
    Random random = new Random(1);
    for (byte[] message : messages(capture)) {
      if (message.length <= MAX_MESSAGE_OCTETS) {
        octets.add(side.write(side.node(random), message));
      }
    }
    return Line.join(octets);
  }

  private static List<byte[]> messages(Path capture) {
    try {
      return Files.readAllLines(capture).stream()
          .map(SENT::matcher)
          .filter(Matcher::matches)
          .map(line -> HexFormat.ofDelimiter(" ").parseHex(line.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
