package dev.mqttsn.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GatewayAddressesTest {
  private static final Octets NODE = address("c0000202", 40_000);
  private static final Octets GATEWAY = address("c0000201", 7_777);
  private static final Octets GROUP = address("e1010101", 1883);
  private static final String CONNECT = "08040401003c6331";
  private static final String CONNACK = "030500";

  private final List<PcapDatagram> datagrams = new ArrayList<>();

  private static Octets address(String ip, int port) {
    return Octets.wrap(HexFormat.of().parseHex(ip + HexFormat.of().toHexDigits((short) port)));
  }

  private GatewayAddressesTest add(Octets from, Octets to, String payload) {
    Octets octets = Octets.wrap(HexFormat.of().parseHex(payload));
    datagrams.add(new PcapDatagram(0, from, to, octets));
    return this;
  }

  private void assertFound(String evidence, Octets... addresses) {
    Optional<GatewayAddresses> found = GatewayAddresses.find(datagrams, address -> true);
    assertEquals(Optional.of(new GatewayAddresses(Set.of(addresses), evidence)), found);
  }

  @Test
  void theOneThatAnswers() {
    Octets silent = address("c0000205", 1883);
    add(NODE, silent, CONNECT).add(NODE, GATEWAY, CONNECT).add(GATEWAY, NODE, CONNACK);
    assertFound("it sends CONNACK", GATEWAY);
  }

  @Test
  void theOneThatAnswersInAnEnvelope() {
    add(GATEWAY, NODE, "04fe0001" + "0813200000000100");
    assertFound("it sends SUBACK", GATEWAY);
  }

  @Test
  void itsOtherAddressesOnTheSamePortToo() {
    Octets other = address("0a000001", 7_777);
    add(NODE, other, CONNECT).add(NODE, GATEWAY, CONNECT).add(GATEWAY, NODE, CONNACK);
    assertFound("it sends CONNACK", GATEWAY, other);
  }

  @Test
  void aNeighbourThatOnlyAdvertisesIsNot() {
    Octets neighbour = address("c0000207", 1883);
    add(neighbour, GROUP, "0500010384").add(GATEWAY, NODE, CONNACK);
    assertFound("it sends CONNACK", GATEWAY);
    datagrams.remove(1);
    assertFound("it sends ADVERTISE", neighbour);
  }

  @Test
  void theOneThatIsAsked() {
    add(NODE, GROUP, "030100").add(NODE, GATEWAY, CONNECT);
    assertFound("it is sent CONNECT", GATEWAY);
  }

  @Test
  void anUsualPort() {
    Octets paho = address("c0000201", 10_000);
    add(NODE, address("c0000201", 53), "00").add(NODE, GROUP, "030100");
    assertEquals(Optional.empty(), GatewayAddresses.find(datagrams, address -> true));
    add(NODE, paho, "090c6261620000" + "6869");
    assertFound("by its port", paho);
  }

  @Test
  void onlyAmongThoseThatAreWanted() {
    Octets other = address("c0000209", 9);
    add(GATEWAY, NODE, CONNACK).add(other, NODE, CONNACK).add(NODE, other, "00");
    assertEquals(
        Optional.of(new GatewayAddresses(Set.of(other), "it sends CONNACK")),
        GatewayAddresses.find(datagrams, other::equals));
    datagrams.remove(1);
    assertEquals(Optional.empty(), GatewayAddresses.find(datagrams, other::equals));
    assertEquals(
        Optional.of(new GatewayAddresses(Set.of(other), "by its port")),
        GatewayAddresses.named(datagrams, other::equals));
  }
}
