package dev.mqttsn.sim;

/** The states of MQTT-SN 1.2 6.14 as the node knows them. */
public enum DeviceState {
  /** No session; only QoS -1 leaves the node. */
  DISCONNECTED,
  /** CONNECT, or a part of the will, waits for its answer. */
  CONNECTING,
  ACTIVE,
  /** DISCONNECT waits for its answer; the radio is still on. */
  LEAVING,
  /** The radio is off: what arrives is not heard. */
  ASLEEP,
  /** Asked for the buffered messages; PINGRESP ends it. */
  AWAKE;

  /** Whether frames reach the node at all. */
  boolean isListening() {
    return this != ASLEEP && this != DISCONNECTED;
  }

  /** Whether the gateway may send messages now. */
  boolean takesMessages() {
    return this == ACTIVE || this == AWAKE || this == LEAVING;
  }
}
