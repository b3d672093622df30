package dev.mqttsn.serial;

import dev.mqttsn.serial.PortFailure.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Says once what happened to a port, however often it is tried, and once when it is well again. */
final class PortLog {
  private final Logger log;
  private final String link;
  private final Set<Reason> told = EnumSet.noneOf(Reason.class);
  private long goneSinceMillis;
  private boolean everOpen;

  PortLog(Logger log, String link) {
    this.log = log;
    this.link = link;
  }

  /** Whether this is the first word on an outage. */
  boolean failed(PortFailure failure, long nowMillis) {
    boolean first = told.isEmpty();
    if (first) {
      goneSinceMillis = nowMillis;
    }
    if (told.add(failure.reason()) && !isUnplugged(failure.reason())) {
      log.warn("{}: {}; it is tried again until it works", link, failure.getMessage());
    }
    return first;
  }

  /** That a port is missing which was seen going is no news. */
  private boolean isUnplugged(Reason reason) {
    return reason == Reason.MISSING && told.contains(Reason.HUNG_UP);
  }

  /** Whether that ends an outage, or is the first opening. */
  boolean well(long nowMillis) {
    if (told.isEmpty() && everOpen) {
      return false;
    }
    if (told.isEmpty()) {
      log.info("{}: open", link);
    } else {
      long seconds = TimeUnit.MILLISECONDS.toSeconds(nowMillis - goneSinceMillis);
      log.info("{}: well again after {} s", link, seconds);
    }
    told.clear();
    everOpen = true;
    return true;
  }

  /** Opening alone does not show that a peer which had stopped reading reads again. */
  boolean isStalled() {
    return told.contains(Reason.STALLED);
  }
}
