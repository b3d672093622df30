package dev.mqttsn.serial.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FramingsTest {
  private static String refusal(String name, Map<String, String> options) {
    return assertThrows(IllegalArgumentException.class, () -> Framings.check(name, options))
        .getMessage();
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheChoices() {
    assertEquals(
        "framing 'slop' is not known: choose from cobs, length, loralink, slip, slip-crc, xbee",
        refusal("slop", Map.of()));
    assertEquals("framing xbee, mode=3: choose from 1, 2", refusal("xbee", Map.of("mode", "3")));
    assertEquals(
        "framing xbee has no option 'mod': choose from mode", refusal("xbee", Map.of("mod", "1")));
    assertEquals("framing slip has no option 'mode'", refusal("slip", Map.of("mode", "1")));
  }

  @Test
  void everyFramingCanBeMade() {
    for (String name : Framings.names()) {
      Framings.create(name, Map.of(), Framings.defaultMaxMessageOctets(name));
    }
  }
}
