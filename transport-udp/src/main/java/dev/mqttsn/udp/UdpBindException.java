package dev.mqttsn.udp;

/** A link that cannot be had; the message is one sentence for the operator. */
public final class UdpBindException extends Exception {
  UdpBindException(String sentence) {
    super(sentence);
  }

  UdpBindException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
