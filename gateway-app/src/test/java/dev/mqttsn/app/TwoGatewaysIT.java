package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one broker, and a node that moves from one to the other. */
@Timeout(90)
final class TwoGatewaysIT {
  private static final int SETTLED_MILLIS = 12_000;

  @TempDir private Path directory;

  @Test
  void theGatewayThatTheNodeHasLeftLetsItGo() throws Exception {
    try (Mosquitto broker = Mosquitto.start(directory);
        Gateway first = Gateway.start(GatewayIT.settings(broker.uri()), null);
        Gateway second = Gateway.start(GatewayIT.settings(broker.uri()), null);
        UdpNode there = new UdpNode(first.port(0));
        UdpNode here = new UdpNode(second.port(0))) {
      there.connect("roamer", false);
      there.subscribe(1, 1, "down/a");
      here.connect("roamer", false);
      String down = here.subscribe(1, 1, "down/a");
      there.expectNothing(SETTLED_MILLIS);
      for (int i = 0; i < 5; i++) {
        BrokerClient.publish(broker, "down/a", 1, "m" + i);
        String message = here.receive();
        assertTrue(message.startsWith("0c20" + down), message);
        assertTrue(message.endsWith(hex("m" + i)), message);
        here.send("0d" + down + message.substring(8, 12) + "00");
      }
      there.expectNothing(200);
    }
  }
}
