package dev.mqttsn.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The broker of the demo, spoken to in octets of MQTT 3.1.1. */
class EmbeddedBrokerIT {
  private static final String CONNECT_C1 = "100e00044d5154540402003c00026331";
  private static final String CONNACK = "20020000";
  private static final String SUBSCRIBE_T = "8206000100017401";
  private static final String SUBACK = "9003000101";
  private static final String PUBLISH_T_HI = "30050001746869";

  private final BlockingQueue<String> published = new LinkedBlockingQueue<>();

  @Test
  void carriesMessagesBothWays() throws Exception {
    try (EmbeddedBroker broker = start();
        Socket client = connect(broker)) {
      send(client, CONNECT_C1);
      assertEquals(CONNACK, receive(client));
      send(client, SUBSCRIBE_T);
      assertEquals(SUBACK, receive(client));
      broker.publish("t", Qos.AT_LEAST_ONCE, false, Octets.utf8("hi"));
      assertEquals("32", receive(client).substring(0, 2));
      send(client, PUBLISH_T_HI);
      assertEquals("c1 t hi", published.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void severalAtOnceAndNothingOnDisk() throws IOException {
    try (EmbeddedBroker one = start();
        EmbeddedBroker other = start()) {
      assertNotEquals(one.port(), other.port());
      assertEquals("mqtt://127.0.0.1:" + one.port(), one.uri());
    }
    assertFalse(Files.exists(Path.of("data")));
    assertFalse(Files.exists(Path.of(".moquette_uuid")));
  }

  private EmbeddedBroker start() throws IOException {
    return EmbeddedBroker.start(
        (clientId, topic, payload) -> published.add(clientId + " " + topic + " " + payload.text()));
  }

  private static Socket connect(EmbeddedBroker broker) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), broker.port());
    client.setSoTimeout(10_000);
    return client;
  }

  private static void send(Socket client, String hex) throws IOException {
    client.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  /** A packet of fewer than 128 octets. */
  private static String receive(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    byte[] packet = new byte[2 + 127];
    in.readFully(packet, 0, 2);
    in.readFully(packet, 2, packet[1]);
    return HexFormat.of().formatHex(packet, 0, 2 + packet[1]);
  }
}
