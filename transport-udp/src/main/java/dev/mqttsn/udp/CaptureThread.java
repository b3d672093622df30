package dev.mqttsn.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what is queued to the file; what was queued half a second ago has reached it. */
final class CaptureThread implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(CaptureThread.class);
  private static final long FLUSH_MILLIS = 500;
  private static final long IDLE_MILLIS = 100;
  private static final int MAX_ROUTES = 1_024;

  private final Path path;
  private final PcapFile file;
  private final CaptureQueue queue;
  private final Map<InetAddress, InetAddress> localByPeer =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, InetAddress> eldest) {
          return size() > MAX_ROUTES;
        }
      };

  CaptureThread(Path path, PcapFile file, CaptureQueue queue) {
    this.path = path;
    this.file = file;
    this.queue = queue;
  }

  @Override
  public void run() {
    try (file) {
      writeUntilClosed();
    } catch (IOException e) {
      log.warn("{}: the capture ended: {}", path, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.close();
  }

  private void writeUntilClosed() throws IOException, InterruptedException {
    long flushed = System.nanoTime();
    while (true) {
      boolean last = queue.isClosed();
      CapturedDatagram next = queue.poll(last ? 0 : IDLE_MILLIS);
      if (next != null) {
        file.append(addressed(next));
      } else if (last) {
        return;
      }
      if (next == null
          || System.nanoTime() - flushed > TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS)) {
        file.flush();
        flushed = System.nanoTime();
      }
    }
  }

  /** A socket bound to all addresses does not tell which one talks to the node: routing does. */
  private CapturedDatagram addressed(CapturedDatagram datagram) {
    InetSocketAddress source = datagram.source();
    InetSocketAddress destination = datagram.destination();
    return new CapturedDatagram(
        datagram.timeMicros(),
        concrete(source, destination),
        concrete(destination, source),
        datagram.payload());
  }

  private InetSocketAddress concrete(InetSocketAddress address, InetSocketAddress peer) {
    return address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(localTowards(peer), address.getPort())
        : address;
  }

  private InetAddress localTowards(InetSocketAddress peer) {
    return localByPeer.computeIfAbsent(
        peer.getAddress(),
        ip -> {
          try {
            return LocalAddresses.towards(peer);
          } catch (IOException e) {
            return anyOfFamily(ip);
          }
        });
  }

  private static InetAddress anyOfFamily(InetAddress peer) {
    try {
      return InetAddress.getByAddress(new byte[peer.getAddress().length]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
