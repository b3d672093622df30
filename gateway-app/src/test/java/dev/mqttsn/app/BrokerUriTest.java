package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a broker is named. */
final class BrokerUriTest {
  @ParameterizedTest
  @CsvSource({
    "mqtt://broker, broker, 1883",
    "mqtt://broker:1884/, broker, 1884",
    "mqtt://my_broker:1885, my_broker, 1885",
    "mqtt://192.168.1.5, 192.168.1.5, 1883",
    "mqtt://[fd00::1], fd00::1, 1883",
    "mqtt://[fd00::1]:1884, fd00::1, 1884",
    "mqtt://u:p@my_broker, my_broker, 1883",
  })
  void hostAndPort(String text, String host, int port) throws Exception {
    BrokerUri uri = BrokerUri.parse("--broker", text);
    assertEquals(host, uri.host());
    assertEquals(port, uri.port());
  }

  @Test
  void userAndPasswordMayHoldEscapedCharacters() throws Exception {
    BrokerUri uri = BrokerUri.parse("--broker", "mqtt://me:p%40ss+1@b");
    assertEquals("me", uri.username());
    assertEquals("p@ss+1", uri.password());
    assertEquals("mqtt://b:1883", uri.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"broker", "http://b", "mqtt://", "mqtt://b:0", "mqtt://b:99999", "mqtt://b/path"})
  void mistakesAreTold(String text) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> BrokerUri.parse("--broker", text));
    assertEquals(
        "--broker: '"
            + text
            + "' is no broker URI; write mqtt://host, mqtt://host:1883"
            + " or mqtt://user:password@host:1883",
        e.getMessage());
  }
}
