package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sink that keeps what it hears. */
final class Heard implements FrameSink {
  record Datagram(NodeAddress from, Octets payload) {}

  private static final long DEADLINE_SECONDS = 10;

  private final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();

  @Override
  public void onDatagram(NodeAddress from, ByteBuffer datagram) {
    datagrams.add(new Datagram(from, Octets.remaining(datagram)));
  }

  Datagram next() throws InterruptedException {
    Datagram next = datagrams.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was heard for " + DEADLINE_SECONDS + " s");
    }
    return next;
  }

  boolean isEmpty() {
    return datagrams.isEmpty();
  }
}
