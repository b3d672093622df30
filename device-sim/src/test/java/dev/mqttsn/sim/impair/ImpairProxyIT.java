package dev.mqttsn.sim.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams through real sockets, to a gateway that sends back what it hears. */
@Timeout(30)
final class ImpairProxyIT {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int END_MILLIS = 500;

  private static ImpairProxy proxy(DatagramSocket gateway, ImpairmentOptions options)
      throws Exception {
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.getLocalPort());
    return ImpairProxy.start(ANY, to, options, 11);
  }

  private static String end(ImpairProxy proxy) {
    proxy.close();
    return proxy.summary();
  }

  private static void send(DatagramSocket from, InetSocketAddress to, int... numbers)
      throws Exception {
    for (int number : numbers) {
      from.send(new DatagramPacket(new byte[] {(byte) number}, 1, to));
    }
  }

  /** All that comes until it is quiet, each datagram one number. */
  private static List<Integer> receive(DatagramSocket socket, List<Integer> ports)
      throws Exception {
    socket.setSoTimeout(END_MILLIS);
    List<Integer> numbers = new ArrayList<>();
    try {
      while (numbers.size() < 1_000) {
        DatagramPacket packet = new DatagramPacket(new byte[8], 8);
        socket.receive(packet);
        numbers.add((int) packet.getData()[0]);
        ports.add(packet.getPort());
      }
    } catch (SocketTimeoutException e) {
      // it is quiet
    }
    return numbers;
  }

  @Test
  void eachNodeHasAnAddressOfItsOwnAndGetsItsAnswers() throws Exception {
    try (DatagramSocket gateway = new DatagramSocket(ANY);
        DatagramSocket first = new DatagramSocket(ANY);
        DatagramSocket second = new DatagramSocket(ANY);
        ImpairProxy proxy = proxy(gateway, ImpairmentOptions.NONE)) {
      send(first, proxy.address(), 1);
      send(second, proxy.address(), 2);
      List<Integer> ports = new ArrayList<>();
      List<Integer> heard = receive(gateway, ports);
      assertEquals(2, ports.stream().distinct().count());
      for (int i = 0; i < heard.size(); i++) {
        send(
            gateway,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(i)),
            heard.get(i) + 10);
      }
      assertEquals(List.of(11), receive(first, new ArrayList<>()));
      assertEquals(List.of(12), receive(second, new ArrayList<>()));
    }
  }

  @Test
  void aShareIsLostAndTheRestIsDelayedAndTheSummarySaysSo() throws Exception {
    ImpairmentOptions options = ImpairmentOptions.NONE.withLoss(50).withDelay(100, 120);
    try (DatagramSocket gateway = new DatagramSocket(ANY);
        DatagramSocket node = new DatagramSocket(ANY);
        ImpairProxy proxy = proxy(gateway, options)) {
      long begun = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        send(node, proxy.address(), i);
      }
      gateway.setSoTimeout(5_000);
      gateway.receive(new DatagramPacket(new byte[8], 8));
      long firstMillis = (System.nanoTime() - begun) / 1_000_000;
      assertTrue(firstMillis >= 99, firstMillis + " ms");
      int heard = 1 + receive(gateway, new ArrayList<>()).size();
      assertTrue(heard > 25 && heard < 75, heard + " of 100");
      String summary = end(proxy);
      assertTrue(summary.contains("100 received, " + (100 - heard) + " lost"), summary);
    }
  }

  @Test
  void aGatewayThatIsNotThereIsSilence() throws Exception {
    DatagramSocket gateway = new DatagramSocket(ANY);
    try (DatagramSocket node = new DatagramSocket(ANY);
        ImpairProxy proxy = proxy(gateway, ImpairmentOptions.NONE)) {
      int port = gateway.getLocalPort();
      gateway.close();
      send(node, proxy.address(), 1, 2);
      assertEquals(List.of(), receive(node, new ArrayList<>()));
      try (DatagramSocket again =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        send(node, proxy.address(), 3);
        assertEquals(List.of(3), receive(again, new ArrayList<>()));
      }
    }
  }
}
