package dev.mqttsn.udp;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what links carry as a pcap file for Wireshark. The file is written by a thread of its
 * own: a slow disk costs records, which are counted, and never time on the loop.
 */
public final class PcapWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PcapWriter.class);
  private static final long CLOSE_MILLIS = 2_000;

  private final Path path;
  private final CaptureQueue queue = new CaptureQueue();
  private final Map<String, Endpoints> endpointsByLink = new ConcurrentHashMap<>();
  private final Thread thread;

  /** Where a link listens and where its broadcasts go. */
  private record Endpoints(InetSocketAddress local, InetSocketAddress broadcast) {
    private static final Endpoints UNKNOWN =
        new Endpoints(AddressOctets.gatewayInCapture(false), AddressOctets.gatewayInCapture(true));
  }

  private PcapWriter(Path path, PcapFile file) {
    this.path = path;
    thread = new Thread(new CaptureThread(path, file, queue), "capture");
    thread.setDaemon(true);
    thread.start();
  }

  /** Creates the file, or empties one that is there. */
  public static PcapWriter open(Path path) throws IOException {
    return new PcapWriter(path, PcapFile.create(path));
  }

  /** Where the gateway stands in a capture on a link that has no addresses, a serial one. */
  public static Octets serialGateway() {
    return AddressOctets.of(AddressOctets.gatewayInCapture(false));
  }

  /** Tells which addresses stand in the headers on the gateway's side. */
  void register(Link link, InetSocketAddress local, InetSocketAddress broadcast) {
    endpointsByLink.put(link.name(), new Endpoints(local, broadcast));
  }

  void received(NodeAddress from, ByteBuffer datagram) {
    receivedAt(endpoints(from.link()).local(), from, datagram);
  }

  /** Leaves the buffer as it is. */
  void receivedAt(InetSocketAddress destination, NodeAddress from, ByteBuffer datagram) {
    Octets payload = Octets.remaining(datagram.duplicate());
    record(AddressOctets.inCapture(from), destination, payload);
  }

  void sent(NodeAddress to, byte[] message) {
    record(endpoints(to.link()).local(), AddressOctets.inCapture(to), Octets.wrap(message));
  }

  void broadcast(Link link, byte[] message) {
    Endpoints endpoints = endpoints(link);
    record(endpoints.local(), endpoints.broadcast(), Octets.wrap(message));
  }

  private Endpoints endpoints(Link link) {
    return endpointsByLink.getOrDefault(link.name(), Endpoints.UNKNOWN);
  }

  private void record(InetSocketAddress source, InetSocketAddress destination, Octets payload) {
    if (payload.length() <= UdpConfig.MAX_DATAGRAM_OCTETS) {
      queue.offer(new CapturedDatagram(nowMicros(), source, destination, payload));
    }
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Writes what waits, for two seconds at most, and says how many records were lost. */
  @Override
  public void close() {
    queue.close();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (queue.dropped() > 0) {
      log.warn("{} lacks {} datagrams: the disk was too slow", path, queue.dropped());
    }
  }
}
