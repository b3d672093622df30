package dev.mqttsn.udp;

/** A file that is no capture which can be read; the message says what it is and what to do. */
public final class PcapException extends Exception {
  private static final long serialVersionUID = 1L;

  PcapException(String message) {
    super(message);
  }
}
