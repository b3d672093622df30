package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;

/** A line with one node or forwarder at its other end: no addresses, no modem. */
abstract class PointToPointFraming extends DeframedFraming {
  PointToPointFraming(Deframer deframer) {
    super(deframer);
  }

  final void hearMessage(byte[] message) {
    if (message.length > 0) {
      hear(new Incoming.Message(Octets.EMPTY, Octets.wrap(message), Signal.UNKNOWN));
    }
  }

  @Override
  public final byte[] encode(Octets to, byte[] message, int frameId) {
    return encode(message);
  }

  abstract byte[] encode(byte[] message);

  @Override
  public final Octets broadcastAddress() {
    return Octets.EMPTY;
  }

  @Override
  public final Confirmation confirmation() {
    return Confirmation.NONE;
  }
}
