package dev.mqttsn.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private final List<String> sent = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private Receiver outer;
  private final Forwarder forwarder = open();

  private Forwarder open() {
    try {
      return Forwarder.in(
          receiver -> {
            outer = receiver;
            return new Uplink() {
              @Override
              public void send(byte[] message) {
                sent.add(HexFormat.of().formatHex(message));
              }

              @Override
              public void close() {}
            };
          });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void putsMessagesInEnvelopes() throws Exception {
    Uplink node = forwarder.behind(octets("0a0b")).open(message -> {});
    node.send(HexFormat.of().parseHex("0216"));
    assertEquals(List.of("05fe000a0b0216"), sent);
  }

  @Test
  void tellsNodesApart() throws Exception {
    for (String id : List.of("01", "02")) {
      forwarder.behind(octets(id)).open(m -> heard.add(id + " " + Octets.remaining(m)));
    }
    hear("04fe00020217");
    hear("04fe00010217");
    hear("04fe00030217");
    hear("0217");
    hear("03fe00");
    assertEquals(List.of("02 0217", "01 0217"), heard);
  }

  @Test
  void aNodeThatHasGoneHearsNothing() throws Exception {
    Uplink node = forwarder.behind(octets("01")).open(m -> heard.add("heard"));
    node.close();
    hear("04fe00010217");
    assertEquals(List.of(), heard);
  }

  @Test
  void idsHaveOneTo252Octets() {
    assertThrows(IllegalArgumentException.class, () -> forwarder.behind(Octets.EMPTY));
    Octets longest = Octets.wrap(new byte[Forwarder.MAX_NODE_ID_OCTETS]);
    forwarder.behind(longest);
    Octets longer = Octets.wrap(new byte[Forwarder.MAX_NODE_ID_OCTETS + 1]);
    assertThrows(IllegalArgumentException.class, () -> forwarder.behind(longer));
  }

  private void hear(String hex) {
    outer.onMessage(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private static Octets octets(String hex) {
    return Octets.wrap(HexFormat.of().parseHex(hex));
  }
}
