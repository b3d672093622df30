package dev.mqttsn.app;

import static dev.mqttsn.app.UdpNode.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node at the other end of a serial line, beside a UDP link, with a real mosquitto. */
@Timeout(60)
final class SerialLinkIT {
  private static final int END = 0xC0;
  private static final int ESC = 0xDB;
  private static final int ESC_END = 0xDC;
  private static final int ESC_ESC = 0xDD;
  private static final long CABLE_MILLIS = 10_000;

  @TempDir private Path directory;

  @Test
  void aNodeOnASerialLineReachesTheBrokerAndIsReached() throws Exception {
    Path ours = directory.resolve("gateway-end");
    Path theirs = directory.resolve("node-end");
    Process cable = cable(ours, theirs);
    try (Mosquitto broker = Mosquitto.start(directory);
        Gateway gateway = Gateway.start(settings(broker.uri(), ours), null);
        BrokerClient listener = BrokerClient.listen(broker, "up/#");
        OutputStream out = Files.newOutputStream(theirs);
        InputStream in = Files.newInputStream(theirs)) {
      assertTrue(gateway.description().contains("serial " + ours), gateway.description());
      send(out, "0404" + "01003c" + hex("ser1"));
      assertEquals("0500", receive(in));
      send(out, "0a0000" + "0001" + hex("up/s"));
      String id = receive(in).substring(2, 6);
      send(out, "0c20" + id + "0002" + hex("over the wire"));
      assertEquals("0d" + id + "000200", receive(in));
      assertEquals("up/s 1 over the wire", listener.next());
      send(out, "1200" + "0003" + hex("down/s"));
      String down = receive(in).substring(4, 8);
      BrokerClient.publish(broker, "down/s", 0, "hello");
      assertEquals("0c00" + down + "0000" + hex("hello"), receive(in));
    } finally {
      cable.destroy();
    }
  }

  static Settings settings(String brokerUri, Path port) throws ConfigException {
    Settings udp = GatewayIT.settings(brokerUri);
    return udp.with(udp.links(), List.of(SerialOption.parse("test", port + ",framing=slip")));
  }

  static Process cable(Path one, Path other) throws Exception {
    Process process =
        new ProcessBuilder("socat", "pty,raw,echo=0,link=" + one, "pty,raw,echo=0,link=" + other)
            .start();
    long until = System.nanoTime() + CABLE_MILLIS * 1_000_000;
    while (!(Files.exists(one) && Files.exists(other))) {
      assertTrue(System.nanoTime() < until && process.isAlive(), "socat makes no cable");
      Thread.onSpinWait();
    }
    return process;
  }

  /** Type and content in hexadecimal digits; the length goes in front. */
  static void send(OutputStream out, String content) throws Exception {
    byte[] body = HexFormat.of().parseHex(content);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(END);
    frame.write(body.length + 1);
    for (byte octet : body) {
      int value = octet & 0xFF;
      if (value == END || value == ESC) {
        frame.write(ESC);
        value = value == END ? ESC_END : ESC_ESC;
      }
      frame.write(value);
    }
    frame.write(END);
    out.write(frame.toByteArray());
    out.flush();
  }

  /** The next frame without its length; END stands before and after each. */
  static String receive(InputStream in) throws Exception {
    StringBuilder frame = new StringBuilder();
    while (true) {
      int octet = next(in);
      if (octet == ESC) {
        octet = next(in) == ESC_END ? END : ESC;
      } else if (octet == END) {
        if (frame.length() > 0) {
          return frame.substring(2);
        }
        continue;
      }
      frame.append(HexFormat.of().toHexDigits((byte) octet));
    }
  }

  private static int next(InputStream in) throws Exception {
    int octet = in.read();
    assertTrue(octet >= 0, "the line hung up");
    return octet;
  }
}
