package dev.mqttsn.session;

import java.util.Locale;

/** The states of a client as the gateway sees it (MQTT-SN 1.2 6.14). */
public enum ClientState {
  /** CONNECT has come; the will or the broker's answer is awaited. Not in the specification. */
  CONNECTING,
  /** Connected and listening; supervised by its keep-alive. */
  ACTIVE,
  /** Not listening; all messages for it are buffered; supervised by its sleep duration. */
  ASLEEP,
  /** A sleeper that asked for its messages and has not been told yet that there are no more. */
  AWAKE,
  /** Said good-bye; not supervised. */
  DISCONNECTED,
  /** Fell silent for longer than it had announced. */
  LOST;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The specification's word, in lower case. */
  public String word() {
    return word;
  }

  /** Whether the client is connected, listening or not. */
  public boolean isConnected() {
    return this == ACTIVE || this == ASLEEP || this == AWAKE;
  }

  /** Whether the gateway may send messages to the client of its own accord. */
  public boolean isListening() {
    return this == ACTIVE || this == AWAKE;
  }
}
