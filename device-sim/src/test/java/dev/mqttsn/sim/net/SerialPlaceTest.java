package dev.mqttsn.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialPlaceTest {
  @Test
  void aPlainLineHasNoAddresses() {
    SerialPlace place = SerialPlace.parse("/dev/ttyUSB0");
    assertEquals("/dev/ttyUSB0", place.config().port());
    assertEquals("slip", place.config().framing());
    assertEquals(115_200, place.config().baud());
    assertEquals(Octets.EMPTY, place.gateway());
  }

  @Test
  void aModemKnowsTheGateway() {
    SerialPlace place = SerialPlace.parse("p,framing=xbee,mode=1,baud=9600,to=0013A200407D1113");
    assertEquals("0013a200407d1113", place.gateway().toString());
    assertEquals(9_600, place.config().baud());
    assertEquals("0000000000000000", SerialPlace.parse("p,framing=xbee").gateway().toString());
    assertEquals("ff", SerialPlace.parse("p,framing=loralink").gateway().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p,baud|is no KEY=VALUE",
        "p,baud=fast|must be a whole number",
        "p,framing=xbee,to=12|must have 16 hexadecimal digits",
        "p,framing=xbee,to=xy|address in hexadecimal digits",
        "p,framing=slip,to=12|has no option 'to'",
        ",framing=slip|needs the name of its port"
      })
  void mistakes(String text, String answer) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SerialPlace.parse(text)).getMessage();
    assertTrue(message.contains(answer), message);
  }
}
