package dev.mqttsn.serial.framing;

/** How a modem confirms what it was given to send, which limits what may be in flight. */
public enum Confirmation {
  /** Not at all. */
  NONE,
  /** A status that names its frame: one frame per node and a few per modem. */
  BY_FRAME,
  /** A status that names no frame: one frame per modem. */
  BY_MODEM
}
