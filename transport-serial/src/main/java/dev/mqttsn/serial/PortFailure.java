package dev.mqttsn.serial;

import java.io.IOException;

/** A port that cannot be used at present; the message is a clause for the log. */
final class PortFailure extends IOException {
  /** What a failure is called in the log and in metrics. */
  enum Reason {
    MISSING,
    NO_PERMISSION,
    BUSY,
    REFUSED,
    HUNG_UP,
    STALLED,
    NO_DRIVER
  }

  private final Reason reason;

  PortFailure(Reason reason, String clause) {
    super(clause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
