package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AddressBookTest {
  private static final int MAX_ENTRIES = 8;

  private final AddressBook book = new AddressBook(new Link("udp test", 1_400), MAX_ENTRIES);

  @Test
  void ipv4IsFourOctetsAndThePort() {
    InetSocketAddress socket = new InetSocketAddress("192.0.2.1", 1883);

    NodeAddress node = book.node(socket);

    assertEquals("c0000201075b", node.address().toString());
    assertEquals(socket, book.socket(node.address()));
  }

  @Test
  void ipv6IsSixteenOctetsAndThePort() {
    InetSocketAddress socket = new InetSocketAddress("2001:db8::1", 65_535);

    NodeAddress node = book.node(socket);

    assertEquals("20010db8000000000000000000000001ffff", node.address().toString());
    assertEquals(socket, AddressOctets.toSocket(node.address()));
  }

  @Test
  void mappedIpv4IsFourOctets() throws UnknownHostException {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
    InetAddress address = Inet6Address.getByAddress(null, mapped, 0);

    assertEquals("c0000201075b", AddressOctets.of(new InetSocketAddress(address, 1883)).toString());
  }

  @Test
  void linkLocalAddressesKeepTheirInterface() throws UnknownHostException {
    byte[] ip = HexFormat.of().parseHex("fe800000000000000000000000000001");
    InetSocketAddress onTwo = new InetSocketAddress(Inet6Address.getByAddress(null, ip, 2), 1);
    InetSocketAddress onThree = new InetSocketAddress(Inet6Address.getByAddress(null, ip, 3), 1);

    NodeAddress nodeOnTwo = book.node(onTwo);

    assertNotEquals(nodeOnTwo, book.node(onThree));
    Inet6Address back = (Inet6Address) book.socket(nodeOnTwo.address()).getAddress();
    assertEquals(2, back.getScopeId());
    assertEquals(onTwo.getAddress(), back);
  }

  @Test
  void aKnownNodeCostsNoNewObject() {
    NodeAddress first = book.node(new InetSocketAddress("192.0.2.1", 1883));
    InetSocketAddress socket = book.socket(first.address());

    assertSame(first, book.node(new InetSocketAddress("192.0.2.1", 1883)));
    assertSame(socket, book.socket(Octets.wrap(first.address().array().clone())));
  }

  @Test
  void remembersTheLatestOnly() {
    InetSocketAddress regular = new InetSocketAddress("192.0.2.1", 1);
    NodeAddress node = book.node(regular);
    for (int port = 2; port < 1_000; port++) {
      book.node(new InetSocketAddress("192.0.2.2", port));
      assertSame(node, book.node(regular));
    }
    assertEquals(MAX_ENTRIES, book.entries());
  }

  @Test
  void octetsOfAnotherKindOfLinkAreRefused() {
    Octets address = Octets.utf8("xbee7");

    assertThrows(IllegalArgumentException.class, () -> book.socket(address));
    assertThrows(IllegalArgumentException.class, () -> book.socket(Octets.EMPTY));
  }
}
