package dev.mqttsn.sim;

import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with a UDP socket of its own, driven by a {@link UdpLoop}. */
public final class UdpDevice {
  private static final Logger log = LoggerFactory.getLogger(UdpDevice.class);

  private final UdpLoop loop;
  private final DatagramChannel socket;
  private final VirtualDevice device;

  UdpDevice(UdpLoop loop, DatagramChannel socket, VirtualDevice device) {
    this.loop = loop;
    this.socket = socket;
    this.device = device;
  }

  /** Something done with the node at a time of the loop's clock. */
  @FunctionalInterface
  public interface Action {
    void run(VirtualDevice device, long nowMillis);
  }

  /** Does something with the node on the loop; from any thread, later or at once. */
  public void act(Action action) {
    loop.execute(() -> action.run(device, loop.nowMillis()));
  }

  /** The state; ask on the loop only. */
  public DeviceState state() {
    return device.state();
  }

  /** Whether no request waits; ask on the loop only. */
  public boolean isIdle() {
    return device.isIdle();
  }

  DatagramChannel socket() {
    return socket;
  }

  long nextDeadline() {
    return device.nextDeadline();
  }

  /** Reads all that has come. A gateway that is not there is silence, as by radio. */
  void read(ByteBuffer buffer) throws IOException {
    try {
      while (socket.read(buffer.clear()) > 0) {
        Decoded decoded = FrameDecoder.decode(buffer.flip());
        if (decoded instanceof Frame frame) {
          device.onFrame(loop.nowMillis(), frame);
        }
      }
    } catch (PortUnreachableException e) {
      log.debug("nobody listens at the gateway's port");
    }
  }

  void onTimeout(long nowMillis) {
    if (nowMillis >= device.nextDeadline()) {
      device.onTimeout(nowMillis);
    }
  }

  void write() throws IOException {
    Frame frame;
    while ((frame = device.pollFrame()) != null) {
      try {
        socket.write(ByteBuffer.wrap(FrameEncoder.encode(frame)));
      } catch (PortUnreachableException e) {
        log.debug("nobody listens at the gateway's port");
      }
    }
  }
}
