package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.wire.Octets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  private static final Payload PAYLOAD = new Payload("0a1b2c3d", "door-0001", 17);

  @Test
  void isReadAgain() {
    Octets message = PAYLOAD.encode("battery", 3.14159, 0);
    assertEquals(
        "{\"run\":\"0a1b2c3d\",\"node\":\"door-0001\",\"n\":17,\"battery\":3.14}", message.text());
    assertEquals(Optional.of(PAYLOAD), Payload.decode(message));
  }

  @Test
  void isFilledUp() {
    Octets message = PAYLOAD.encode("battery", -1, 500);
    assertEquals(500, message.length());
    assertEquals(Optional.of(PAYLOAD), Payload.decode(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "21.5", "{}", "{\"run\":\"x\",\"node\":\"y\",\"n\":99999999999}"})
  void othersAreNot(String text) {
    assertEquals(Optional.empty(), Payload.decode(Octets.utf8(text)));
  }

  @Test
  void norIsWhatIsNoText() {
    assertEquals(Optional.empty(), Payload.decode(Octets.wrap(new byte[] {0, -1, -2})));
  }
}
