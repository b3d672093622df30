package dev.mqttsn.serial;

import dev.mqttsn.serial.PortFailure.Reason;
import dev.mqttsn.serial.framing.Framing;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing thread of an open port: the only one that a peer which does not read can block. The
 * reading thread watches it and closes the port then.
 */
final class PortWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PortWriter.class);
  private static final int BITS_PER_OCTET = 10;

  /** How much of the line's time the system's own queue may hold; what waits there has no order. */
  private static final int KEEP_AHEAD_MILLIS = 5;

  private static final int MIN_AHEAD_OCTETS = 16;
  private static final long IDLE = 0;

  private final Outbox outbox;
  private final Framing framing;
  private final PortDevice device;
  private final int baud;
  private final int aheadOctets;
  private final long stallNanos;
  private volatile long writingSinceNanos = IDLE;
  private volatile PortFailure failure;

  PortWriter(Outbox outbox, Framing framing, PortDevice device, SerialConfig config, long stall) {
    this.outbox = outbox;
    this.framing = framing;
    this.device = device;
    baud = config.baud();
    aheadOctets = Math.max(MIN_AHEAD_OCTETS, (int) octetsIn(KEEP_AHEAD_MILLIS));
    long longestFrameMillis = millisFor(2 * config.maxMessageOctets());
    stallNanos = TimeUnit.MILLISECONDS.toNanos(stall + longestFrameMillis);
  }

  private long octetsIn(long millis) {
    return baud * millis / BITS_PER_OCTET / TimeUnit.SECONDS.toMillis(1);
  }

  private long millisFor(int octets) {
    return (long) octets * BITS_PER_OCTET * TimeUnit.SECONDS.toMillis(1) / baud;
  }

  @Override
  public void run() {
    try {
      writeUntilGone();
    } catch (PortFailure e) {
      failure = e;
    } catch (RuntimeException e) {
      log.error("a defect of the gateway", e);
      failure = new PortFailure(Reason.REFUSED, "writing to it failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writingSinceNanos = IDLE;
    }
  }

  private void writeUntilGone() throws PortFailure, InterruptedException {
    for (Optional<Outgoing> next = outbox.take(); next.isPresent(); next = outbox.take()) {
      Outgoing outgoing = next.get();
      byte[] octets =
          framing.encode(outgoing.to().address(), outgoing.message().array(), outgoing.frameId());
      writingSinceNanos = now();
      awaitLine();
      device.write(octets);
      writingSinceNanos = IDLE;
    }
  }

  /** Waits until the system has put most of what it holds on the line. */
  private void awaitLine() throws InterruptedException {
    int unsent = device.unsentOctets();
    while (unsent > aheadOctets) {
      TimeUnit.MILLISECONDS.sleep(Math.max(1, millisFor(unsent - aheadOctets)));
      unsent = device.unsentOctets();
    }
  }

  private static long now() {
    long now = System.nanoTime();
    return now == IDLE ? 1 : now;
  }

  /** Called by the reading thread now and then. */
  void check() throws PortFailure {
    if (failure != null) {
      throw failure;
    }
    long since = writingSinceNanos;
    if (since != IDLE && System.nanoTime() - since > stallNanos) {
      throw new PortFailure(Reason.STALLED, "the other end does not read what is written");
    }
  }
}
