package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mqttsn.serial.SerialConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any file is settings that hold what they promise, or a mistake that is told in one line. */
final class ConfigFileFuzzTest {
  private static final String FILE = "gateway.yaml";

  /** The example, as it stands and with all that is a comment in it. */
  static Stream<byte[]> example() throws IOException {
    String yaml = Files.readString(Repository.root().resolve("gateway.yaml"));
    return Stream.of(yaml, yaml.replaceAll("(?m)^(\\s+)# (?=[a-z-]+: )", "$1"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("example")
  @DictionaryEntries({
    "gateway:", "links:", "- udp:", "- serial:", "broker:", "state:", "predefined:", "retry:",
    "limits:", "listen:", "multicast:", "uri: mqtt://", "framing=", "duty-cycle:", "1%", "all:",
    "clients:", "null", "off", "none", "[::]:1883", "10s", "7d"
  })
  @FuzzTest(maxDuration = "10m")
  void anyFile(byte[] octets) {
    String yaml = new String(octets, StandardCharsets.UTF_8);
    try {
      check(ConfigFile.parse(FILE, yaml));
    } catch (ConfigException e) {
      checkMessage(e.getMessage());
    }
  }

  private static void checkMessage(String message) {
    assertTrue(message.startsWith(FILE), () -> "names the file: " + message);
    assertTrue(message.length() > FILE.length() + 2, () -> "says something: " + message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), () -> "is one line: " + message);
  }

  private static void check(Settings settings) {
    assertTrue(settings.gatewayId() >= 0 && settings.gatewayId() <= 255, settings::toString);
    assertTrue(settings.limits().clients() > 0, settings::toString);
    assertTrue(settings.links().size() + settings.serialLinks().size() > 0, settings::toString);
    for (UdpSettings link : settings.links()) {
      assertTrue(link.listen().port() >= 0 && link.listen().port() <= 65_535, link::toString);
      assertTrue(link.maxMessageOctets() >= 32, link::toString);
    }
    for (SerialSettings link : settings.serialLinks()) {
      SerialConfig config = link.config();
      assertTrue(config.dutyCycle() >= 0 && config.dutyCycle() <= 1, link::toString);
      assertTrue(config.maxMessageOctets() > 0 && config.queueLimit() > 0, link::toString);
    }
    assertEquals(1, settings.broker().uri().host().lines().count(), "a host");
  }
}
