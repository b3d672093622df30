package dev.mqttsn.udp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a link did not get rid of. Written on the event loop only. */
final class SendCounters {
  private static final Logger log = LoggerFactory.getLogger(SendCounters.class);

  private final String link;
  private long dropped;
  private long droppedReported;
  private long failed;

  SendCounters(String link) {
    this.link = link;
  }

  void dropped() {
    dropped++;
  }

  void failed(Throwable cause) {
    failed++;
    log.debug("{}: {}", link, cause.toString());
  }

  /** Called when the socket takes datagrams again, so at most once for each jam. */
  void reportDropped() {
    if (dropped > droppedReported) {
      log.warn(
          "{}: {} datagrams to nodes were dropped because the network did not take them",
          link,
          dropped - droppedReported);
      droppedReported = dropped;
    }
  }

  long droppedTotal() {
    return dropped;
  }

  long failedTotal() {
    return failed;
  }
}
