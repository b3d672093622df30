package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.PortFailure.Reason;
import dev.mqttsn.serial.framing.Framing;
import dev.mqttsn.serial.framing.Framings;
import dev.mqttsn.serial.framing.Incoming;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading thread of a port, which also opens it, watches the writer and closes it: again and
 * again, for as long as the link exists.
 */
final class PortKeeper implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PortKeeper.class);
  private static final int BUFFER_OCTETS = 4_096;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** Longer than a pause before it is opened again: a peer may take its time to hang up. */
  private static final long WRITER_END_MILLIS = 1_000;

  /** A read that ends at once without octets is a hang-up that the system does not call so. */
  private static final int EMPTY_READS = 20;

  private static final long EMPTY_READ_MILLIS = PortDevice.READ_MILLIS / 4;

  /** After a stall the peer is believed in when it is heard, or when it has read for so long. */
  private static final long TRUST_MILLIS = 30_000;

  private final String name;
  private final SerialConfig config;
  private final PortOpener opener;
  private final Outbox outbox;
  private final PortEvents events;
  private final long stallMillis;
  private final PortLog portLog;
  private final byte[] buffer = new byte[BUFFER_OCTETS];
  private Thread writerThread;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private int emptyReads;
  private volatile boolean closed;

  PortKeeper(
      String name,
      SerialConfig config,
      PortOpener opener,
      Outbox outbox,
      PortEvents events,
      long stallMillis) {
    this.name = name;
    this.config = config;
    this.opener = opener;
    this.outbox = outbox;
    this.events = events;
    this.stallMillis = stallMillis;
    portLog = new PortLog(log, name);
  }

  static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  void close() {
    closed = true;
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        serveOnce();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serveOnce() throws InterruptedException {
    try {
      if (writerThread != null && writerThread.isAlive()) {
        throw new PortFailure(Reason.STALLED, "the other end does not read what is written");
      }
      PortDevice device = opener.open(config.port(), config.baud());
      serve(device);
    } catch (PortFailure e) {
      if (!closed && portLog.failed(e, nowMillis())) {
        events.onGone(e.getMessage());
      }
    } catch (RuntimeException e) {
      log.error("{}: a defect of the gateway", name, e);
    }
  }

  private void serve(PortDevice device) throws PortFailure, InterruptedException {
    Framing framing =
        Framings.create(config.framing(), config.framingOptions(), config.maxMessageOctets());
    PortWriter writer = new PortWriter(outbox, framing, device, config, stallMillis);
    outbox.open();
    writerThread = new Thread(writer, name + " writer");
    writerThread.setDaemon(true);
    writerThread.start();
    try {
      readUntilGone(device, framing, writer);
    } finally {
      if (!closed) {
        events.onLost(outbox.lose());
        device.close();
      }
      writerThread.join(WRITER_END_MILLIS);
      if (closed) {
        device.close();
      }
    }
  }

  private void readUntilGone(PortDevice device, Framing framing, PortWriter writer)
      throws PortFailure, InterruptedException {
    long openedMillis = nowMillis();
    boolean well = false;
    emptyReads = 0;
    while (!closed) {
      int count = read(device);
      long now = nowMillis();
      List<Incoming> heard = count > 0 ? framing.feed(buffer, 0, count, now) : framing.idle(now);
      if (!well && (!portLog.isStalled() || count > 0 || now - openedMillis > TRUST_MILLIS)) {
        well = true;
        pauseMillis = FIRST_PAUSE_MILLIS;
        if (portLog.well(now)) {
          events.onWell();
        }
      }
      for (Incoming incoming : heard) {
        tell(incoming, framing);
      }
      for (NodeAddress node : outbox.takeUnanswered()) {
        events.onDelivery(node, false, SerialObserver.NO_ANSWER);
      }
      writer.check();
    }
  }

  private void tell(Incoming incoming, Framing framing) throws InterruptedException {
    if (incoming instanceof Incoming.Message message) {
      events.onMessage(message);
    } else if (incoming instanceof Incoming.TxStatus status) {
      onStatus(status, framing);
    } else if (incoming instanceof Incoming.Damaged damaged) {
      events.onDamaged(damaged.octets());
    } else if (incoming instanceof Incoming.Note note) {
      log.debug("{}: {} {}", name, note.what(), note.code());
    }
  }

  private void onStatus(Incoming.TxStatus status, Framing framing) throws InterruptedException {
    Optional<NodeAddress> node = outbox.onStatus(status.frameId(), status.delivered());
    if (node.isPresent()) {
      if (!status.delivered()) {
        framing.onUndelivered(node.get().address());
      }
      events.onDelivery(node.get(), status.delivered(), status.code());
    }
  }

  private int read(PortDevice device) throws PortFailure {
    long before = nowMillis();
    int count = device.read(buffer);
    boolean empty = count == 0 && nowMillis() - before < EMPTY_READ_MILLIS;
    emptyReads = empty ? emptyReads + 1 : 0;
    if (emptyReads > EMPTY_READS) {
      throw new PortFailure(Reason.HUNG_UP, "it was unplugged or hung up");
    }
    return count;
  }

  private void pause() throws InterruptedException {
    for (long waited = 0; waited < pauseMillis && !closed; waited += FIRST_PAUSE_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS);
    }
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }
}
