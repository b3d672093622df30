package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import org.junit.jupiter.api.Test;

final class AddressesTest {
  private static final Link LINK = new Link("udp", 1_400);

  @Test
  void addressesReadAsPeopleWriteThem() {
    Octets v4 = Octets.wrap(new byte[] {10, 0, 0, 1, 0x07, 0x5B});
    assertEquals("10.0.0.1:1883", Addresses.text(NodeAddress.direct(LINK, v4)));
    NodeAddress behind = NodeAddress.direct(LINK, v4).behind(Octets.wrap(new byte[] {0x0A, 0x0B}));
    assertEquals("10.0.0.1:1883 node 0a0b", Addresses.text(behind));
    byte[] v6 = new byte[18];
    v6[15] = 1;
    v6[17] = 9;
    assertEquals("[0:0:0:0:0:0:0:1]:9", Addresses.text(NodeAddress.direct(LINK, Octets.wrap(v6))));
  }

  @Test
  void aNodeOnASerialLineHasThePortInItsName() {
    Link port = new Link("serial /dev/ttyUSB0", 255);
    NodeAddress alone = NodeAddress.direct(port, Octets.EMPTY);
    assertEquals("serial /dev/ttyUSB0", Addresses.text(alone));
    NodeAddress behind = alone.behind(Octets.wrap(new byte[] {0x0A}));
    assertEquals("serial /dev/ttyUSB0 node 0a", Addresses.text(behind));
    NodeAddress radio = NodeAddress.direct(port, Octets.wrap(new byte[] {7}));
    assertEquals("serial /dev/ttyUSB0 07", Addresses.text(radio));
  }

  @Test
  void aClientIdCannotForgeALine() {
    assertEquals("'a\\u000ab'", Addresses.quoted("a\nb"));
  }
}
