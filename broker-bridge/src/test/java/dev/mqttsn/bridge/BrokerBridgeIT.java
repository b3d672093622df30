package dev.mqttsn.bridge;

import static dev.mqttsn.bridge.RunningBridge.await;
import static dev.mqttsn.bridge.RunningBridge.publish;
import static dev.mqttsn.wire.Qos.AT_LEAST_ONCE;
import static dev.mqttsn.wire.Qos.AT_MOST_ONCE;
import static dev.mqttsn.wire.Qos.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.AckDown;
import dev.mqttsn.port.BrokerCommand.Close;
import dev.mqttsn.port.BrokerCommand.Open;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerCommand.Resume;
import dev.mqttsn.port.BrokerCommand.Suspend;
import dev.mqttsn.port.BrokerEvent.LinkUp;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.BrokerEvent.OpenFailed;
import dev.mqttsn.port.BrokerEvent.Opened;
import dev.mqttsn.port.BrokerEvent.PublishAcked;
import dev.mqttsn.port.BrokerEvent.PublishCompleted;
import dev.mqttsn.port.BrokerEvent.TakenOver;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The bridge against a real mosquitto that is stopped, killed and started again. */
@EnabledIf("dev.mqttsn.bridge.Mosquitto#isInstalled")
class BrokerBridgeIT {
  @TempDir Path directory;
  private Mosquitto broker;
  private RunningBridge bridge;

  @BeforeEach
  void start() {
    broker = Mosquitto.start(directory);
    bridge = new RunningBridge("127.0.0.1", broker.port());
  }

  @AfterEach
  void stop() {
    bridge.close();
    broker.close();
  }

  @Test
  void publishesOfEachQosSurviveARestart() {
    bridge.open("sub", false);
    bridge.subscribe("sub", "t/#", EXACTLY_ONCE);
    bridge.open("pub", false);
    broker.stop();
    bridge.execute(
        new Suspend("pub"),
        publish("pub", 0, "t/0", AT_MOST_ONCE, "zero"),
        publish("pub", 1, "t/1", AT_LEAST_ONCE, "one"),
        publish("pub", 2, "t/2", EXACTLY_ONCE, "two"));
    broker.start();
    // First the one that listens: a broker keeps no QoS 0 message for a client without a link.
    bridge.await("LinkUp", LinkUp.class, "sub");
    bridge.execute(new Resume("pub"));
    bridge.await("PUBACK", PublishAcked.class, "pub");
    bridge.await("PUBCOMP", PublishCompleted.class, "pub");
    await("all three", () -> bridge.messages("sub").size() == 3);
    assertEquals(List.of("zero", "one", "two"), bridge.messages("sub"));
    assertTrue(bridge.await("LinkUp", LinkUp.class, "sub").sessionPresent());
  }

  @Test
  void qos2IsExactlyOnceOverRestartsInTheMiddleOfTraffic() {
    bridge.open("sub", false);
    bridge.subscribe("sub", "t", EXACTLY_ONCE);
    bridge.open("pub", false);
    int count = 600;
    List<String> sent = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      bridge.execute(publish("pub", i, "t", EXACTLY_ONCE, "m" + i));
      sent.add("m" + i);
      if (i % 200 == 0) {
        broker.stop();
        broker.start();
      }
    }
    await("all completed", () -> bridge.count(PublishCompleted.class, "pub") == count);
    await("all arrived", () -> bridge.messages("sub").size() >= count);
    assertEquals(sent, bridge.messages("sub"));
  }

  @Test
  void aBrokerThatLostItsSessionsGetsTheFiltersBack() {
    bridge.open("sub", false);
    bridge.subscribe("sub", "a/+/c", AT_LEAST_ONCE);
    broker.kill();
    broker.start();
    assertFalse(bridge.await("LinkUp", LinkUp.class, "sub").sessionPresent());
    bridge.open("pub", true);
    bridge.execute(publish("pub", 1, "a/b/c", AT_LEAST_ONCE, "x"));
    await("the message", () -> bridge.messages("sub").equals(List.of("x")));
  }

  /** Killed, it comes back with what it stored last: the session, but not its latest filter. */
  @Test
  void aBrokerThatLostTheLatestFilterGetsItBack() {
    bridge.open("node", false);
    bridge.subscribe("node", "early", AT_LEAST_ONCE);
    broker.stop();
    broker.start();
    bridge.await("the link is up again", LinkUp.class, "node");
    bridge.events.clear();
    bridge.subscribe("node", "late", AT_LEAST_ONCE);
    broker.kill();
    broker.start();
    assertTrue(bridge.await("the link is up again", LinkUp.class, "node").sessionPresent());
    bridge.open("other", true);
    bridge.execute(publish("other", 1, "late", AT_LEAST_ONCE, "heard"));
    await("what the filter is for", () -> bridge.messages("node").equals(List.of("heard")));
  }

  @Test
  void whatTheBrokerRepeatsIsMatchedWithWhatIsHeld() {
    bridge.setAnswering(false);
    bridge.open("sub", false);
    bridge.subscribe("sub", "t", AT_LEAST_ONCE);
    bridge.open("pub", true);
    bridge.execute(publish("pub", 1, "t", AT_LEAST_ONCE, "first"));
    MessageArrived first = bridge.await("first", MessageArrived.class, "sub");
    broker.stop();
    broker.start();
    bridge.await("LinkUp", LinkUp.class, "sub");
    bridge.execute(publish("pub", 2, "t", AT_LEAST_ONCE, "second"));
    await("second", () -> bridge.messages("sub").contains("second"));
    assertEquals(List.of("first", "second"), bridge.messages("sub"));

    bridge.execute(new Suspend("sub"), new AckDown("sub", first.delivery()), new Resume("sub"));
    await("up again", () -> bridge.count(LinkUp.class, "sub") == 2);
    bridge.execute(publish("pub", 3, "t", AT_LEAST_ONCE, "third"));
    await("third", () -> bridge.messages("sub").contains("third"));
    assertEquals(List.of("first", "second", "third"), bridge.messages("sub"));

    bridge.execute(new Close("sub"));
    bridge.events.clear();
    bridge.open("sub", false);
    await("what is unacknowledged", () -> bridge.messages("sub").size() == 2);
    assertEquals(List.of("second", "third"), bridge.messages("sub"));
  }

  @Test
  void anOpenWithoutABrokerIsCongestion() {
    broker.kill();
    bridge.execute(new Open("n", false, 0, Map.of()));
    OpenFailed failed = bridge.await("OpenFailed", OpenFailed.class, "n");
    assertEquals(ReturnCode.CONGESTION, failed.returnCode());
    assertEquals(0, bridge.links());
    assertFalse(bridge.isUp());
    broker.start();
    await("own link", bridge::isUp);
    bridge.open("n", false);
  }

  @Test
  void aNameThatDoesNotResolveIsCongestion() {
    try (RunningBridge lost = new RunningBridge("no-such-host.invalid", 1883)) {
      lost.execute(new Open("n", false, 0, Map.of()));
      OpenFailed failed = lost.await("OpenFailed", OpenFailed.class, "n");
      assertEquals(ReturnCode.CONGESTION, failed.returnCode());
    }
  }

  @Test
  void aNameIsTriedAtAllItsAddresses() {
    try (RunningBridge named = new RunningBridge("localhost", broker.port())) {
      named.open("n", false);
    }
  }

  @Test
  void aClientThatAnotherGatewayServesIsLetGoUntilItIsHeard() throws IOException {
    await("own link", bridge::isUp);
    bridge.open("n", false);
    while (bridge.count(TakenOver.class, "n") == 0) {
      long ups = bridge.count(LinkUp.class, "n");
      kick("n");
      await(
          "reconnect or release",
          () -> bridge.count(LinkUp.class, "n") > ups || bridge.count(TakenOver.class, "n") > 0);
    }
    assertEquals(2, bridge.count(LinkUp.class, "n"));
    bridge.execute(new Resume("n"));
    await("up again", () -> bridge.count(LinkUp.class, "n") == 3);
  }

  /** Connects under that id, which makes the broker close the other connection. */
  private void kick(String clientId) throws IOException {
    ByteBuf connect = Unpooled.buffer();
    PacketWriter.connect(connect, BrokerConfig.of("", 0, ""), clientId, false, 60);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      socket.getOutputStream().write(ByteBufUtil.getBytes(connect));
      assertEquals(4, socket.getInputStream().readNBytes(4).length);
    }
  }

  @Test
  void threeHundredOpensAtOnceAreAllAnswered() {
    BrokerCommand[] opens =
        IntStream.range(0, 300)
            .mapToObj(i -> new Open("n" + i, i % 2 == 0, 0, Map.of("c/" + i, AT_LEAST_ONCE)))
            .toArray(BrokerCommand[]::new);
    bridge.execute(opens);
    await(
        "300 links", () -> bridge.events.stream().filter(Opened.class::isInstance).count() == 300);
    assertEquals(300, bridge.links());
    broker.kill();
    broker.start();
    await(
        "300 again",
        () ->
            bridge.events.stream()
                    .filter(e -> e instanceof LinkUp && !e.clientId().equals(BrokerCommand.GATEWAY))
                    .count()
                == 300);
    bridge.execute(publish("n0", 1, "c/299", AT_LEAST_ONCE, "x"));
    await("the message", () -> bridge.messages("n299").equals(List.of("x")));
    bridge.execute(
        IntStream.range(0, 300).mapToObj(i -> new Close("n" + i)).toArray(BrokerCommand[]::new));
    await("no links", () -> bridge.links() == 0);
  }

  @Test
  void anOpenForAClientThatIsUpReplacesItsConnection() {
    bridge.open("n", false);
    bridge.execute(
        new Open("n", false, 0, Map.of()),
        new Open("n", true, 0, Map.of()),
        new Open("n", false, 0, Map.of()));
    await("an answer", () -> bridge.count(Opened.class, "n") == 2);
    bridge.execute(publish("n", 1, "t", AT_LEAST_ONCE, "x"));
    bridge.await("PUBACK", PublishAcked.class, "n");
    assertEquals(2, bridge.count(Opened.class, "n"));
  }

  @Test
  void aLargeMessageGoesBothWays() {
    byte[] payload = new byte[60_000];
    payload[payload.length - 1] = 7;
    bridge.open("n", true);
    bridge.subscribe("n", "big", EXACTLY_ONCE);
    bridge.execute(new Publish("n", 1, "big", EXACTLY_ONCE, false, Octets.wrap(payload)));
    MessageArrived big = bridge.await("the message", MessageArrived.class, "n");
    assertEquals(Octets.wrap(payload), big.payload());
    bridge.await("PUBCOMP", PublishCompleted.class, "n");
  }

  @Test
  void aMessageTooLargeForAnyNodeIsDroppedAndTheNextOneArrives() {
    byte[] payload = new byte[20_000_000];
    bridge.open("n", true);
    bridge.subscribe("n", "big", EXACTLY_ONCE);
    bridge.execute(
        new Publish("n", 1, "big", EXACTLY_ONCE, false, Octets.wrap(payload)),
        new Publish("n", 2, "big", AT_LEAST_ONCE, false, Octets.wrap(payload)),
        publish("n", 3, "big", AT_LEAST_ONCE, "small"));
    bridge.await("PUBCOMP", PublishCompleted.class, "n");
    await("the small one", () -> bridge.messages("n").equals(List.of("small")));
  }

  @Test
  void theGatewaysOwnLinkPublishesForStrangers() {
    bridge.open("sub", true);
    bridge.subscribe("sub", "s", AT_LEAST_ONCE);
    bridge.execute(publish(BrokerCommand.GATEWAY, 0, "s", AT_MOST_ONCE, "x"));
    await("the message", () -> bridge.messages("sub").equals(List.of("x")));
  }

  @Test
  void whatIsNotMqttEndsTheConnectionOnly() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningBridge fooled = new RunningBridge("127.0.0.1", server.getLocalPort())) {
      fooled.execute(new Open("n", false, 0, Map.of()));
      server.setSoTimeout(10_000);
      while (fooled.count(OpenFailed.class, "n") == 0) {
        try (Socket socket = server.accept()) {
          socket.getOutputStream().write(new byte[] {(byte) 0xF7, 1, 2, 3, 4, 5, 6, 7, 8, 9});
          await("the end of it", () -> socket.getInputStream().read(new byte[1_000]) < 0);
        }
      }
      assertEquals(0, fooled.links());
    }
  }
}
