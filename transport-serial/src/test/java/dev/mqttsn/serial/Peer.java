package dev.mqttsn.serial;

import dev.mqttsn.serial.framing.GatewayFrames;
import dev.mqttsn.serial.framing.NodeSide;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The other end of a cable: a node, or a modem with nodes, read by a thread of its own. */
final class Peer implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final NodeSide side;
  private final PortDevice port;
  private final GatewayFrames frames;
  private final Queue<GatewayFrames.Sent> heard = new ConcurrentLinkedQueue<>();
  private final Set<Octets> dead = ConcurrentHashMap.newKeySet();
  private final CountDownLatch readable = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  private Peer(NodeSide side, PortDevice port, boolean reads) {
    this.side = side;
    this.port = port;
    frames = side.hear();
    if (reads) {
      readable.countDown();
    }
    Thread reader = new Thread(this::read, "peer");
    reader.setDaemon(true);
    reader.start();
  }

  static Peer at(Cable cable, NodeSide side) throws IOException {
    return new Peer(side, cable.openNodeEnd(), true);
  }

  static Peer thatDoesNotRead(Cable cable, NodeSide side) throws IOException {
    return new Peer(side, cable.openNodeEnd(), false);
  }

  void startReading() {
    readable.countDown();
  }

  /** The modem keeps silent about frames to this node, and the node hears nothing. */
  void letDie(Octets node) {
    dead.add(node);
  }

  void write(Octets node, byte[] message) throws IOException {
    writeRaw(side.write(node, message));
  }

  synchronized void writeRaw(byte[] octets) throws IOException {
    port.write(octets);
  }

  Queue<GatewayFrames.Sent> heard() {
    return heard;
  }

  private void read() {
    try (port) {
      readable.await();
      readUntilClosed();
    } catch (IOException e) {
      closed = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.complete(null);
    }
  }

  private void readUntilClosed() throws IOException {
    byte[] buffer = new byte[4_096];
    while (!closed) {
      int count = port.read(buffer);
      for (GatewayFrames.Sent sent : frames.feed(buffer, count)) {
        take(sent);
      }
    }
  }

  private void take(GatewayFrames.Sent sent) throws IOException {
    if (dead.contains(sent.to())) {
      return;
    }
    heard.add(sent);
    if (!sent.answer().isEmpty()) {
      writeRaw(sent.answer().array());
    }
  }

  @Override
  public void close() {
    closed = true;
    readable.countDown();
    ended.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
  }
}
