package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.serial.PortFailure.Reason;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports that fail in ways that a pseudo-terminal cannot. */
@Timeout(60)
class PortKeeperTest {
  private static final Executor LOOP = Runnable::run;
  private static final long STALL_MILLIS = 300;

  private final AtomicInteger openings = new AtomicInteger();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();

  /** A port that reads nothing. */
  private class Silent implements PortDevice {
    @Override
    public int read(byte[] buffer) throws PortFailure {
      try {
        TimeUnit.MILLISECONDS.sleep(READ_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return 0;
    }

    @Override
    public void write(byte[] octets) throws PortFailure {
      written.incrementAndGet();
    }

    @Override
    public int unsentOctets() {
      return 0;
    }

    @Override
    public void close() {
      closings.incrementAndGet();
    }
  }

  private static SerialTransport start(String port, PortOpener opener) {
    SerialConfig config = SerialConfig.of(port, "slip", Map.of());
    return SerialTransport.start(
        config, LOOP, (from, m) -> {}, SerialObserver.NONE, opener, STALL_MILLIS);
  }

  /** Opens at the third attempt. */
  private PortOpener refusing(Reason reason) {
    AtomicInteger attempts = new AtomicInteger();
    return (port, baud) -> {
      if (attempts.incrementAndGet() <= 2) {
        throw new PortFailure(reason, port + " refused at " + baud);
      }
      return new Silent();
    };
  }

  @Test
  void eachRefusalIsOneLineAndRetriedAndOtherLinksRunOn() throws Exception {
    Set<Reason> reasons =
        EnumSet.of(
            Reason.MISSING, Reason.NO_PERMISSION, Reason.BUSY, Reason.REFUSED, Reason.NO_DRIVER);
    List<SerialTransport> refused = new ArrayList<>();
    try (LogLines log = new LogLines();
        SerialTransport well = start("well", (port, baud) -> new Silent())) {
      Await.until("open", () -> log.about("serial well").size() == 1);
      for (Reason reason : reasons) {
        refused.add(start(reason.name(), refusing(reason)));
      }
      for (Reason reason : reasons) {
        String link = "serial " + reason;
        well.broadcast(Octets.utf8(reason.name()).array(), 0);
        well.flush();
        Await.until(link + " is well again", () -> log.about(link).size() == 2);
        assertEquals(
            "WARN %s: %s refused at 115200; it is tried again until it works"
                .formatted(link, reason),
            log.about(link).get(0));
        assertTrue(log.about(link).get(1).startsWith("INFO " + link + ": well again after "));
      }
      Await.until("all is written", () -> written.get() == reasons.size());
      assertEquals(List.of("INFO serial well: open"), log.about("serial well"));
    } finally {
      refused.forEach(SerialTransport::close);
    }
  }

  /** Some drivers report a hang-up as reads without octets that return at once. */
  @Test
  void readsThatReturnNothingAtOnceAreAHangUp() throws Exception {
    PortOpener opener =
        (port, baud) -> {
          openings.incrementAndGet();
          return new Silent() {
            @Override
            public int read(byte[] buffer) {
              return 0;
            }
          };
        };
    try (LogLines log = new LogLines();
        SerialTransport transport = start("empty", opener)) {
      Await.until("opened again", () -> openings.get() >= 2);
      Await.until("logged", () -> log.about("serial empty").size() >= 2);
      assertTrue(log.about("serial empty").get(1).contains("unplugged"), transport.link().name());
      assertTrue(openings.get() < 20, "no busy loop");
    }
  }

  /** A write that not even closing ends: no second writer, no second open, until it ended. */
  @Test
  void aWriterThatIsStuckIsWaitedFor() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    PortOpener opener =
        (port, baud) -> {
          openings.incrementAndGet();
          return new Silent() {
            @Override
            public void write(byte[] octets) throws PortFailure {
              try {
                stuck.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new PortFailure(Reason.HUNG_UP, "gone");
            }
          };
        };
    try (LogLines log = new LogLines();
        SerialTransport transport = start("stuck", opener)) {
      Await.until("open", () -> log.about("serial stuck").size() == 1);
      transport.broadcast(Octets.utf8("x".repeat(20)).array(), 0);
      transport.flush();
      Await.until("closed", () -> closings.get() == 1);
      Await.until("logged", () -> log.about("serial stuck").size() == 2);
      assertTrue(log.about("serial stuck").get(1).contains("does not read"));
      long waited = System.nanoTime();
      Await.until(
          "several attempts",
          () -> System.nanoTime() - waited > TimeUnit.MILLISECONDS.toNanos(1_500));
      assertEquals(1, openings.get());
      stuck.countDown();
      Await.until("opened again", 5_000, () -> openings.get() == 2);
    }
  }
}
