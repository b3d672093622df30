package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Octets;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are slow, stuck or idle, and what that costs others. */
@Timeout(90)
final class SerialLoadIT {
  private static final double OCTET_MILLIS = 8 * 1_000 / 9_600.0;

  @TempDir private Path directory;
  private Mosquitto broker;
  private Cable cable;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(directory);
    cable = Cable.plugged(directory, "cable");
  }

  @AfterEach
  void stop() throws Exception {
    cable.close();
    broker.close();
  }

  private static List<String> payloads(int count, int octets) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format("%-" + octets + "d", i).replace(' ', '.'))
        .toList();
  }

  /** Exchanges a QoS 1 publish, by short topic. */
  private static void exchange(Node node, int msgId, RoundTrips times) throws Exception {
    long start = System.nanoTime();
    node.send("0c22" + hex("ab") + hex(msgId) + hex("x"));
    node.expect("0d" + hex("ab") + hex(msgId) + "00");
    times.addSince(start);
  }

  /** Long enough for the watchdog to close and open the port again, which changes nothing. */
  @Test
  void aPeerThatStopsReadingDisturbsNoOtherLink() throws Exception {
    try (Cable other = Cable.plugged(directory, "other");
        Gateway gateway =
            SerialGateway.start(
                broker,
                SerialGateway.link(cable, "slip-crc"),
                SerialGateway.link(other, "slip-crc"));
        UdpNode lan = new UdpNode(gateway.port(0))) {
      Line stuckLine = Line.open(cable.nodeEnd(), "slip-crc");
      SerialNode stuck = new SerialNode(stuckLine, Place.alone());
      SerialNode wired = new SerialNode(Line.open(other.nodeEnd(), "slip-crc"), Place.alone());
      stuck.connect("stuck", true);
      String flood = stuck.subscribe(0, 1, "flood");
      lan.connect("lan", true);
      wired.connect("wired", true);
      stuckLine.stopReading();
      BrokerClient.publishAll(broker, "flood", 0, payloads(1_000, 200));
      List<RoundTrips> times = List.of(new RoundTrips(), new RoundTrips());
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(4_500);
      for (int msgId = 1; System.nanoTime() < end; msgId = msgId % 60_000 + 1) {
        exchange(lan, msgId, times.get(0));
        exchange(wired, msgId, times.get(1));
      }
      for (RoundTrips each : times) {
        System.out.println("measured: beside a stuck line, " + each);
        assertTrue(each.millis(0.95) < 100, each.toString());
        assertTrue(each.millis(1) < 2_000, each.toString());
      }
      assertTrue(stuckLine.octetsHeard() < 50_000, "most of the 200,000 octets wait or are lost");
      stuckLine.startReading();
      assertServedAgain(stuck, flood);
    }
  }

  /** What the node did not read comes first; then it is served in the session that it has. */
  private static void assertServedAgain(SerialNode node, String flood) throws Exception {
    String answer = null;
    for (int msgId = 1; msgId <= 40 && answer == null; msgId++) {
      node.send("0c22" + hex("ab") + hex(msgId) + hex("x"));
      answer = node.receive(500);
      while (answer != null && answer.startsWith("0c00" + flood)) {
        answer = node.receive(500);
      }
    }
    assertTrue(answer != null && answer.startsWith("0d" + hex("ab")), answer);
  }

  /**
   * A burst fills the queue; the line carries no more than its bit rate, and an acknowledgement
   * that is due when a frame of the burst has just begun waits for that frame alone.
   */
  @Test
  void at9600BitsALineIsPacedAndAcknowledgementsAreNotLate() throws Exception {
    String slow = ",bit-rate=9600,baud=9600,queue=64";
    try (Gateway gateway = SerialGateway.start(broker, SerialGateway.link(cable, "slip") + slow);
        UdpNode lan = new UdpNode(gateway.port(0))) {
      Line line = Line.open(cable.nodeEnd(), "slip");
      SerialNode asker = new SerialNode(line, Place.behind(Octets.utf8("a")));
      SerialNode flooded = new SerialNode(line, Place.behind(Octets.utf8("f")));
      asker.connect("asker", true);
      flooded.connect("flooded", true);
      flooded.subscribe(0, 1, "flood");
      lan.connect("lan", true);
      BrokerClient.publishAll(broker, "flood", 0, payloads(200, 60));
      RoundTrips paced = new RoundTrips();
      RoundTrips unpaced = new RoundTrips();
      flooded.receive();
      long before = line.octetsHeard();
      long start = System.nanoTime();
      for (int msgId = 1; msgId <= 25; msgId++) {
        flooded.receive();
        exchange(asker, msgId, paced);
        exchange(lan, msgId, unpaced);
      }
      double octets = line.octetsHeard() - before;
      double dictated = (System.nanoTime() - start) / 1e6 / OCTET_MILLIS;
      System.out.printf("measured: %.2f of 9600 bit/s, %s%n", octets / dictated, paced);
      assertTrue(octets <= dictated + frameOctets(60), octets + " octets, not " + dictated);
      assertTrue(octets >= dictated / 2, octets + " octets of " + dictated);
      double bound = (frameOctets(60) + frameOctets(0)) * OCTET_MILLIS + 50;
      // beside what machine and broker take for it just now
      assertTrue(paced.millis(0.9) <= bound + unpaced.millis(0.9), paced + "; " + unpaced);
      assertTrue(paced.millis(0.5) > frameOctets(60) * OCTET_MILLIS / 2, "a frame is on the air");
    }
  }

  /** SLIP, envelope and PUBLISH, none of the octets escaped. */
  private static int frameOctets(int payload) {
    return 2 + 4 + 7 + payload;
  }

  @Test
  void fourIdlePortsTakeLessThanAHundredthOfACpu() throws Exception {
    List<Cable> cables = new ArrayList<>();
    List<String> links = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      cables.add(Cable.plugged(directory, "idle" + i));
      links.add(SerialGateway.link(cables.get(i), "slip"));
    }
    try (Gateway gateway = SerialGateway.start(broker, links.toArray(new String[0]))) {
      SerialNode node = null;
      for (int i = 0; i < 4; i++) {
        node = new SerialNode(Line.open(cables.get(i).nodeEnd(), "slip"), Place.alone());
        node.connect("idle" + i, true);
      }
      long start = System.nanoTime();
      long before = gatewayCpuNanos();
      node.expectNothing(2_000);
      double share = (gatewayCpuNanos() - before) / (double) (System.nanoTime() - start);
      System.out.printf("measured: four idle ports take %.2f %% of a CPU%n", 100 * share);
      assertTrue(share < 0.01, share + " of a CPU");
      assertEquals(5, gateway.description().split(", |; ").length - 2);
    } finally {
      for (Cable each : cables) {
        each.close();
      }
    }
  }

  /** Of the gateway's loop and the ports' threads; this process does other things as well. */
  private static long gatewayCpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().matches("(serial|gateway).*")) {
        nanos += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return nanos;
  }
}
