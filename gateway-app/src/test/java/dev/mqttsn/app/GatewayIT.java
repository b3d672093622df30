package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.Retry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job over loopback with a real mosquitto; the nodes speak in octets. */
@Timeout(60)
final class GatewayIT {
  @TempDir private Path directory;
  private Mosquitto broker;
  private Gateway gateway;
  private UdpNode node;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    gateway = Gateway.start(settings(broker.uri()), null);
    node = new UdpNode(gateway.port(0));
  }

  static Settings settings(String brokerUri) throws ConfigException {
    Settings plain = Settings.DEFAULT;
    return new Settings(
        1,
        0,
        List.of(UdpSettings.listening("test", new HostPort("127.0.0.1", 0))),
        List.of(),
        plain.broker().at(BrokerUri.parse("test", brokerUri)),
        new PredefinedTopics(Map.of(7, "beacon/all"), Map.of()),
        new Retry(1_000, 3),
        StateSettings.of("test", "none"),
        plain.limits());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    gateway.close();
    broker.close();
  }

  @Test
  void qos0And1AndTwoUp() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      node.connect("n1", true);
      String id = node.register(1, "up/a");
      node.send("0c00" + id + "0000" + hex("zero"));
      assertEquals("up/a 0 zero", listener.next());
      node.send("0c20" + id + "0002" + hex("one"));
      node.expect("0d" + id + "000200");
      assertEquals("up/a 1 one", listener.next());
      node.send("0c40" + id + "0003" + hex("two"));
      node.expect("0f0003");
      node.send("100003");
      node.expect("0e0003");
      assertEquals("up/a 2 two", listener.next());
    }
  }

  @Test
  void aRepetitionIsAcknowledgedAgainAndNotPublishedTwice() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      node.connect("n1", true);
      String id = node.register(1, "up/a");
      node.send("0c20" + id + "0002" + hex("one"));
      node.expect("0d" + id + "000200");
      node.send("0ca0" + id + "0002" + hex("one"));
      node.expect("0d" + id + "000200");
      assertEquals("up/a 1 one", listener.next());
      assertNull(listener.next(500));
    }
  }

  @Test
  void shortPredefinedAndQosMinusOne() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "#")) {
      node.send("0c6100070000" + hex("beacon"));
      assertEquals("beacon/all 0 beacon", listener.next());
      node.connect("n1", true);
      node.send("0c22" + hex("ab") + "0005" + hex("short"));
      node.expect("0d" + hex("ab") + "000500");
      assertEquals("ab 1 short", listener.next());
    }
  }

  @Test
  void anUnknownTopicIdIsRefused() throws Exception {
    node.connect("n1", true);
    node.send("0c2000630009" + hex("x"));
    node.expect("0d0063000902");
  }

  @Test
  void qos0And1And2Down() throws Exception {
    node.connect("n1", true);
    String id = node.subscribe(2, 1, "down/a");
    BrokerClient.publish(broker, "down/a", 0, "zero");
    node.expect("0c00" + id + "0000" + hex("zero"));
    BrokerClient.publish(broker, "down/a", 1, "one");
    String one = node.receive();
    String msgId = one.substring(8, 12);
    assertEquals("0c20" + id + msgId + hex("one"), one);
    node.send("0d" + id + msgId + "00");
    BrokerClient.publish(broker, "down/a", 2, "two");
    String two = node.receive();
    msgId = two.substring(8, 12);
    assertEquals("0c40" + id + msgId + hex("two"), two);
    node.send("0f" + msgId);
    node.expect("10" + msgId);
    node.send("0e" + msgId);
    node.expectNothing(1_500);
  }

  @Test
  void aWildcardBringsARegisterBeforeThePublish() throws Exception {
    node.connect("n1", true);
    assertEquals("0000", node.subscribe(1, 1, "cmd/+"));
    BrokerClient.publish(broker, "cmd/led", 0, "on");
    String register = node.receive();
    assertEquals("0a", register.substring(0, 2));
    assertEquals(hex("cmd/led"), register.substring(10));
    String id = register.substring(2, 6);
    node.send("0b" + register.substring(2, 10) + "00");
    node.expect("0c00" + id + "0000" + hex("on"));
  }

  @Test
  void anUnansweredPublishIsRepeatedWithDup() throws Exception {
    node.connect("n1", true);
    String id = node.subscribe(1, 1, "down/a");
    BrokerClient.publish(broker, "down/a", 1, "x");
    String first = node.receive();
    String msgId = first.substring(8, 12);
    node.expect("0ca0" + id + msgId + hex("x"));
    node.send("0d" + id + msgId + "00");
    node.expectNothing(1_500);
  }

  @Test
  void aSleeperGetsWhatWasHeldAndThenPingresp() throws Exception {
    node.connect("sleeper", false);
    String id = node.subscribe(1, 1, "down/s");
    node.send("18" + hex(30));
    node.expect("18");
    for (int i = 0; i < 3; i++) {
      BrokerClient.publish(broker, "down/s", 1, "m" + i);
    }
    node.expectNothing(300);
    node.send("16" + hex("sleeper"));
    for (int i = 0; i < 3; i++) {
      String message = node.receive();
      assertEquals("0c20" + id, message.substring(0, 8));
      assertEquals(hex("m" + i), message.substring(12));
      node.send("0d" + id + message.substring(8, 12) + "00");
    }
    node.expect("17");
  }

  @Test
  void aWillIsPublishedWhenTheClientIsLost() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "will/#")) {
      node.send("040c01" + hex(1) + hex("mortal"));
      node.expect("06");
      node.send("0720" + hex("will/m"));
      node.expect("08");
      node.send("09" + hex("gone"));
      node.expect("0500");
      assertEquals("will/m 1 gone", listener.next());
    }
  }

  @Test
  void aForwardedNodeIsAnsweredInTheEnvelope() throws Exception {
    node.sendRaw("05fe000a0b0804040100" + "3c6e39");
    assertEquals("05fe000a0b030500", node.receiveRaw());
  }

  @Test
  void aStrangerGetsDisconnect() throws Exception {
    node.send("16");
    node.expect("18");
  }

  @Test
  void aRestartOfTheBrokerIsNotNoticedByNodes() throws Exception {
    try (BrokerClient before = BrokerClient.listen(broker, "up/#")) {
      node.connect("n1", false);
      String id = node.register(1, "up/a");
      String down = node.subscribe(1, 2, "down/a");
      broker.stop();
      node.send("0c20" + id + "0003" + hex("meanwhile"));
      node.expectNothing(300);
      broker.start();
      node.expect("0d" + id + "000300");
      BrokerClient.publish(broker, "down/a", 1, "again");
      String message = node.receive();
      assertEquals("0c20" + down, message.substring(0, 8));
      assertEquals(hex("again"), message.substring(12));
      node.send("0d" + down + message.substring(8, 12) + "00");
      assertEquals("up/a 1 meanwhile", before.next());
    }
  }

  @Test
  void withoutABrokerAConnectIsRefusedAsCongestionAndLaterAccepted() throws Exception {
    broker.stop();
    node.send("040401" + hex(60) + hex("n1"));
    node.expect("0501");
    broker.start();
    node.connect("n1", true);
  }

  @Test
  void theDescriptionNamesLinkAndBroker() {
    String description = gateway.description();
    assertTrue(description.contains("udp 127.0.0.1:" + gateway.port(0)), description);
    assertTrue(description.contains("broker " + broker.uri()), description);
    assertTrue(description.contains("gateway id 1"), description);
  }
}
