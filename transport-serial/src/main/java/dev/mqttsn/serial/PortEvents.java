package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.framing.Incoming;

/** What the port's reading thread tells, in order. */
interface PortEvents {
  void onMessage(Incoming.Message message) throws InterruptedException;

  void onDamaged(int octets) throws InterruptedException;

  void onDelivery(NodeAddress node, boolean delivered, int code) throws InterruptedException;

  void onWell() throws InterruptedException;

  void onGone(String reason) throws InterruptedException;

  /** Messages that waited when the port went. */
  void onLost(int messages) throws InterruptedException;
}
