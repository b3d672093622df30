package dev.mqttsn.port;

import java.nio.ByteBuffer;

/** Where a link delivers what it hears, on the event loop; the buffer is valid during the call. */
@FunctionalInterface
public interface FrameSink {
  void onDatagram(NodeAddress from, ByteBuffer datagram);
}
