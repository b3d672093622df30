package dev.mqttsn.udp;

/** A link that cannot be had; the message is one sentence for the operator. */
public final class UdpBindException extends Exception {
  /** Which part of the configuration the sentence is about. */
  public enum Part {
    LISTEN,
    GROUP,
    INTERFACE
  }

  private final Part part;

  UdpBindException(String sentence) {
    this(Part.LISTEN, sentence, null);
  }

  UdpBindException(String sentence, Throwable cause) {
    this(Part.LISTEN, sentence, cause);
  }

  UdpBindException(Part part, String sentence, Throwable cause) {
    super(sentence, cause);
    this.part = part;
  }

  public Part part() {
    return part;
  }
}
