package dev.mqttsn.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nodes with real sockets against a gateway that is spoken in octets. */
class NodeLoopIT {
  private static final DeviceConfig CONFIG = DeviceConfig.of("n1").withRetry(50, 100);

  @Test
  void connectsAndRepeats() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    try (DatagramSocket gateway = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        NodeLoop loop = NodeLoop.start("test")) {
      gateway.setSoTimeout(10_000);
      LoopDevice device = loop.add(loop.udp(address(gateway)), CONFIG, whenConnected(connected));
      device.act((node, now) -> node.connect(now));
      assertEquals("08040401003c6e31", HexFormat.of().formatHex(receive(gateway).getData(), 0, 8));
      DatagramPacket repetition = receive(gateway);
      byte[] connAck = {3, 5, 0};
      gateway.send(new DatagramPacket(connAck, 3, repetition.getSocketAddress()));
      assertTrue(connected.await(10, TimeUnit.SECONDS));
    }
  }

  /** The gateway's port is closed at first: an ICMP error is silence, not the end of the loop. */
  @Test
  void outlivesAGatewayThatIsNotThere() throws Exception {
    InetSocketAddress address;
    try (DatagramSocket gateway = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      address = address(gateway);
    }
    try (NodeLoop loop = NodeLoop.start("test")) {
      CountDownLatch turns = new CountDownLatch(3);
      LoopDevice device = loop.add(loop.udp(address), CONFIG, DeviceListener.NONE);
      for (int i = 0; i < 3; i++) {
        device.act(
            (node, now) -> {
              node.publish(now, Topic.predefined(1), Qos.MINUS_ONE, false, Octets.EMPTY);
              turns.countDown();
            });
      }
      device.act((node, now) -> node.connect(now));
      CountDownLatch later = new CountDownLatch(1);
      loop.after(200, later::countDown);
      assertTrue(turns.await(10, TimeUnit.SECONDS));
      assertTrue(later.await(10, TimeUnit.SECONDS));
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[256], 256);
    socket.receive(packet);
    return packet;
  }

  private static DeviceListener whenConnected(CountDownLatch connected) {
    return new DeviceListener() {
      @Override
      public void onConnected(long nowMillis) {
        connected.countDown();
      }
    };
  }
}
