package dev.mqttsn.sim.net;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.SerialConfig;
import dev.mqttsn.serial.SerialObserver;
import dev.mqttsn.serial.SerialTransport;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;

/**
 * A serial port seen from the node's end: the gateway is at the other one, or behind a modem. One
 * node has the port to itself; several share it through a {@link Forwarder}.
 */
public final class SerialNetwork implements Network, AutoCloseable {
  private final SerialTransport transport;
  private final NodeAddress gateway;
  private volatile Receiver receiver = message -> {};

  private SerialNetwork(NodeLoop loop, SerialConfig config, Octets gatewayAddress, Watch watch) {
    this.transport =
        SerialTransport.start(
            config, loop::execute, (from, message) -> hear(message), observer(watch));
    this.gateway = NodeAddress.direct(transport.link(), gatewayAddress);
  }

  /** Hears whether the port can be used; called on the loop. */
  @FunctionalInterface
  public interface Watch {
    void onPort(boolean open, String reason);
  }

  /**
   * Opens the port as soon as that works, and again whenever it went away.
   *
   * @param gatewayAddress what the modem calls the gateway; empty for a line without a modem
   */
  public static SerialNetwork open(
      NodeLoop loop, SerialConfig config, Octets gatewayAddress, Watch watch) {
    return new SerialNetwork(loop, config, gatewayAddress, watch);
  }

  private static SerialObserver observer(Watch watch) {
    return new SerialObserver() {
      @Override
      public void onPort(Link link, boolean open, String reason) {
        watch.onPort(open, reason);
      }
    };
  }

  private void hear(ByteBuffer message) {
    receiver.onMessage(message);
  }

  @Override
  public Uplink open(Receiver newReceiver) {
    receiver = newReceiver;
    return new Uplink() {
      @Override
      public void send(byte[] message) {
        transport.send(gateway, message);
        transport.flush();
      }

      @Override
      public void close() {
        receiver = message -> {};
      }
    };
  }

  @Override
  public void close() {
    transport.close();
  }
}
