package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.bridge.BrokerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUriTest {
  @Test
  void readsHostPortAndUser() {
    BrokerConfig plain = BrokerUri.parse("mqtt://broker.local", "me");
    assertEquals("broker.local", plain.host());
    assertEquals(1883, plain.port());
    assertEquals("me", plain.clientId());
    assertNull(plain.username());
    BrokerConfig full = BrokerUri.parse("mqtt://ann:p:w@[::1]:1884/", "me");
    assertEquals("::1", full.host());
    assertEquals(1884, full.port());
    assertEquals("ann", full.username());
    assertEquals("p:w", full.password());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "mqtts://x", "mqtt://", "mqtt://x/y", "mqtt://a:secret@ b"})
  void mistakes(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> BrokerUri.parse(text, "me"))
            .getMessage();
    assertTrue(message.contains("is no broker URI; write mqtt://host"), message);
    assertFalse(message.contains("secret"), message);
  }
}
