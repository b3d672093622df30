package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.gateway.Limits;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.Retry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
  @Test
  void anEmptyFileChangesNothing() throws Exception {
    assertEquals(Settings.DEFAULT, ConfigFile.parse("f", ""));
    assertEquals(Settings.DEFAULT, ConfigFile.parse("f", "# only a comment\ngateway:\n"));
  }

  @Test
  void theExampleHoldsTheDefaults() throws Exception {
    Settings example = ConfigFile.read(Repository.root().resolve("gateway.yaml"), null);
    assertEquals(Settings.DEFAULT.limits(), example.limits());
    assertEquals(10_000, example.limits().bufferedMessages());
    assertEquals(Limits.DEFAULT, ConfigFile.parse("f", "state: none").limits());
    assertEquals(StateSettings.DEFAULT.directory(), example.state().directory());
    assertEquals(Settings.DEFAULT.broker(), example.broker());
    assertEquals(Settings.DEFAULT.advertiseMillis(), example.advertiseMillis());
    assertEquals(Settings.DEFAULT.retry(), example.retry());
    assertEquals(Settings.DEFAULT.links().get(0).listen(), example.links().get(0).listen());
    assertEquals("plant/pump-7/state", example.predefined().name("pump-7", 1));
    assertEquals("sensors/beacon", example.predefined().name(null, 1));
  }

  /** What the example shows as a comment must be known too. */
  @Test
  void theExampleIsRightWithItsCommentedKeys() throws Exception {
    String yaml = Files.readString(Repository.root().resolve("gateway.yaml"));
    Settings all = ConfigFile.parse("f", yaml.replaceAll("(?m)^(\\s+)# (?=[a-z-]+: )", "$1"));
    assertEquals(new HostPort("225.1.1.1", 1883), all.links().get(0).multicast());
    assertEquals("eth0", all.links().get(0).multicastInterface());
    assertEquals("mqttsn-gateway-1", all.broker().clientId());
    assertEquals("secret", all.broker().password());
  }

  @Test
  void aMistakeIsOneLineWhateverTheFileHolds() {
    String yaml = "\"a\\nb\\e\": 1";
    String message =
        assertThrows(ConfigException.class, () -> ConfigFile.parse("f", yaml)).getMessage();
    assertTrue(message.startsWith("f:1: key 'a\\u000ab\\u001b' is not known here"), message);
  }

  @Test
  void everythingIsRead() throws Exception {
    Settings read =
        ConfigFile.parse(
            "f",
            """
            gateway: {id: 7, advertise: off}
            links:
              - udp: {listen: "0.0.0.0:1884", max-message: 200}
              - udp: "[::1]:1885"
            broker: {uri: "mqtt://u:p%40ss@broker.lan", keep-alive: 20}
            predefined: {all: {1: a}, clients: {n1: {2: b}}}
            retry: {interval: 500ms, count: 0}
            limits: {clients: 5, overflow: drop-newest}
            """);
    assertEquals(7, read.gatewayId());
    assertEquals(0, read.advertiseMillis());
    assertEquals(
        List.of(new HostPort("0.0.0.0", 1884), new HostPort("::1", 1885)),
        read.links().stream().map(UdpSettings::listen).toList());
    assertEquals(200, read.links().get(0).maxMessageOctets());
    assertEquals("p@ss", read.broker().password());
    assertEquals(1883, read.broker().uri().port());
    assertEquals(20, read.broker().keepAliveSeconds());
    assertEquals(Map.of(1, "a"), read.predefined().all());
    assertEquals("b", read.predefined().name("n1", 2));
    assertEquals(new Retry(500, 0), read.retry());
    assertEquals(5, read.limits().clients());
    assertEquals(Limits.Overflow.DROP_NEWEST, read.limits().overflow());
  }

  @Test
  void aLinkMayHaveMannersOfItsOwn() throws Exception {
    Settings read =
        ConfigFile.parse(
            "f",
            """
            gateway: {advertise: 5m}
            links:
              - udp: {listen: "0.0.0.0:1884", retry-count: 5, advertise: off}
              - udp: "[::1]:1885"
              - serial: {port: /dev/ttyS9, framing: loralink, bit-rate: 1200, retry-interval: 40s}
              - serial: "/dev/ttyS8,retry-count=0,advertise=2h,duty-cycle=1%,bit-rate=300"
            retry: {interval: 3s, count: 2}
            """);
    LinkRules first = read.links().get(0).rules();
    assertEquals(new Retry(3_000, 5), first.retry(read.retry()));
    assertEquals(0, first.advertiseMillis(read.advertiseMillis()));
    assertEquals(300_000, read.links().get(1).rules().advertiseMillis(read.advertiseMillis()));
    Link radio = read.serialLinks().get(0).config(read.retry()).link();
    assertEquals(new Link("serial /dev/ttyS9", 222, new Retry(40_000, 2), 0), radio);
    Link slip = read.serialLinks().get(1).config(read.retry()).link();
    assertEquals(new Link("serial /dev/ttyS8", 255, new Retry(3_000, 0), 7_200_000), slip);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gatway: {}|f:1: key 'gatway' is not known here; did you mean 'gateway'?",
        "retry:\\n  intervall: 1s|f:2: key 'retry.intervall' is not known here; did you mean"
            + " 'interval'?",
        "retry: {zzzzzzzz: 1}|f:1: key 'retry.zzzzzzzz' is not known here; known are: count,"
            + " interval",
        "gateway: {id: 256}|f:1: key 'gateway.id': '256' must be a whole number from 0 to 255",
        "gateway:\\n  id: one|f:2: key 'gateway.id': 'one' must be a whole number from 0 to 255",
        "gateway: [1]|f:1: key 'gateway' must hold keys",
        "gateway: {id: 1}\\ngateway: {id: 2}|f:2: key 'gateway' stands twice, first in line 1",
        "gateway: {advertise: 1}|f:1: key 'gateway.advertise': '1' is no duration; write one as",
        "retry: {interval: [1s]}|f:1: key 'retry.interval': must be a single value",
        "retry: {interval: 1ms}|f:1: key 'retry.interval': '1ms' must be from 10ms to 1h",
        "links: {udp: x}|f:1: key 'links': must be a list",
        "links:\\n  - upd: x|f:2: key 'links.upd' is not known here; did you mean 'udp'?",
        "links:\\n  - udp: {listen: 1883}|f:2: key 'links.udp.listen': '1883' is no HOST:PORT",
        "links:\\n  - udp: {listen: '::1:1'}|f:2: key 'links.udp.listen': '::1:1' is no HOST:PORT",
        "links:\\n  - serial: {port: x, framing: slop}|f:2: key 'links.serial': framing 'slop' is"
            + " not known: choose from cobs, length, loralink, slip, slip-crc, xbee",
        "links: [{serial: 'x,framing=slip,mode=1'}]|f:1: key 'links.serial': framing slip h",
        "links: [{serial: {port: x, framing: xbee, mode: 3}}]|f:1: key 'links.serial': framing",
        "links: [{serial: {framing: slip}}]|f:1: key 'links.serial': a serial link needs the name",
        "links: [{serial: {port: x, baud: fast}}]|f:1: key 'links.serial': baud 'fast' must be a",
        "links: [{serial: {port: x, duty-cycle: 1}}]|f:1: key 'links.serial': duty-cycle '1' must",
        "links: [{serial: {port: x, duty-cycle: 1%}}]|f:1: key 'links.serial': duty-cycle needs a"
            + " bit-rate",
        "links: [{serial: {port: x, retry-count: -1}}]|f:1: key 'links.serial': retry-count: '-1'",
        "links: [{serial: {port: x, advertise: 2}}]|f:1: key 'links.serial': advertise: '2' is no",
        "links: [{serial: 'x,slip'}]|f:1: key 'links.serial': 'slip' is no KEY=VALUE; write PORT,",
        "broker: {uri: 'http://x'}|f:1: key 'broker.uri': 'http://x' is no broker URI",
        "broker: {uri: 'mqtt://h:99999'}|f:1: key 'broker.uri': 'mqtt://h:99999' is no broker URI",
        "broker: {password: x}|f:1: key 'broker.password': needs a 'username'",
        "broker: {backoff-min: 9s}|f:1: key 'broker.backoff-min': backoff-min must not be longer",
        "predefined:\\n  all:\\n    65535: a|f:3: key 'predefined.all.65535': '65535' is no topic id",
        "predefined: {all: {0: a}}|f:1: key 'predefined.all.0': '0' is no topic id",
        "predefined: {all: {1: a/#}}|f:1: key 'predefined.all.1': 'a/#' is no topic name",
        "predefined: {clients: {c: {x: a}}}|f:1: key 'predefined.clients.c.x': 'x' is no topic id",
        "limits: {overflow: drop}|f:1: key 'limits.overflow': 'drop' must be one of",
        "limits: {clients: 0}|f:1: key 'limits.clients': '0' must be a whole number from 1",
        "'a: [1|f:1: is not YAML",
      })
  void aMistakeIsToldWithLineAndKey(String yaml, String message) {
    ConfigException mistake =
        assertThrows(ConfigException.class, () -> ConfigFile.parse("f", yaml.replace("\\n", "\n")));
    assertEquals(message, clipped(mistake.getMessage(), message.length()));
    assertEquals(1, mistake.getMessage().lines().count());
  }

  @Test
  void aFileThatIsNotThere() {
    ConfigException mistake =
        assertThrows(ConfigException.class, () -> ConfigFile.read(Path.of("/no/such.yaml"), null));
    assertEquals("--config: there is no file /no/such.yaml", mistake.getMessage());
  }

  private static String clipped(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }
}
