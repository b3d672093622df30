package dev.mqttsn.app;

import dev.mqttsn.sim.net.Network;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.sim.net.Uplink;
import dev.mqttsn.wire.Octets;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The far end of a cable with its nodes, read by a thread of its own. It ends when the cable is
 * pulled out.
 */
final class Line {
  private static final int BUFFER_OCTETS = 4_096;

  private final FarEnd end;
  private final FileInputStream in;
  private final FileOutputStream out;
  private final Map<Place, Consumer<byte[]>> nodes = new ConcurrentHashMap<>();
  private final Set<Octets> dead = ConcurrentHashMap.newKeySet();
  private final AtomicLong octetsHeard = new AtomicLong();
  private final Semaphore mayRead = new Semaphore(1);

  private Line(Path terminal, FarEnd end) throws IOException {
    this.end = end;
    in = new FileInputStream(terminal.toFile());
    out = new FileOutputStream(terminal.toFile());
  }

  /**
   * The framing as in {@link FarEnd#of}.
   *
   * @param terminal a cable's end
   */
  static Line open(Path terminal, String framing) throws IOException {
    Line line = new Line(terminal, FarEnd.of(framing));
    Thread reader = new Thread(line::read, "line " + terminal.getFileName());
    reader.setDaemon(true);
    reader.start();
    return line;
  }

  /** Hears for a node, on the reading thread. */
  void add(Place place, Consumer<byte[]> node) {
    nodes.put(place, node);
  }

  /** A place on the line as the network of one simulated node. */
  Network network(NodeLoop loop, Place place) {
    return receiver -> {
      add(place, message -> loop.execute(() -> receiver.onMessage(ByteBuffer.wrap(message))));
      return new Uplink() {
        @Override
        public void send(byte[] message) {
          try {
            write(place, message);
          } catch (IOException e) {
            throw new UncheckedIOException("the line is gone", e);
          }
        }

        @Override
        public void close() {
          nodes.remove(place);
        }
      };
    };
  }

  synchronized void write(Place place, byte[] message) throws IOException {
    out.write(end.write(place.address(), place.wrap(message)));
  }

  /** Its modem keeps silent about this node from now on, and the node hears nothing. */
  void letDie(Octets address) {
    dead.add(address);
  }

  /** Nothing is taken from the terminal any more, once what is being read has come. */
  void stopReading() throws InterruptedException {
    mayRead.acquire();
  }

  void startReading() {
    mayRead.release();
  }

  /** All that the gateway put on the line. */
  long octetsHeard() {
    return octetsHeard.get();
  }

  private void read() {
    byte[] buffer = new byte[BUFFER_OCTETS];
    try (in;
        out) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        octetsHeard.addAndGet(count);
        for (FarEnd.Heard heard : end.hear(buffer, count)) {
          take(heard);
        }
        mayRead.acquireUninterruptibly();
        mayRead.release();
      }
    } catch (IOException e) {
      // how a terminal tells that its other side is gone
    }
  }

  private void take(FarEnd.Heard heard) throws IOException {
    if (dead.contains(heard.to())) {
      return;
    }
    if (!heard.answer().isEmpty()) {
      writeRaw(heard.answer().array());
    }
    byte[] message = Place.unwrap(heard.message().array());
    if (heard.to().equals(end.broadcast()) && !heard.to().isEmpty()) {
      nodes.values().forEach(node -> node.accept(message));
      return;
    }
    Consumer<byte[]> node = nodes.get(Place.of(heard.to(), heard.message().array()));
    if (node != null) {
      node.accept(message);
    }
  }

  private synchronized void writeRaw(byte[] octets) throws IOException {
    out.write(octets);
  }
}
