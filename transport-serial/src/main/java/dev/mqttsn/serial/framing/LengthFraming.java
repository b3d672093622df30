package dev.mqttsn.serial.framing;

/**
 * Messages back to back, each with its own length in front: what mqtt-sn-tools' serial bridge
 * speaks. There is no check, so a frame must at least have a length that its type can have.
 */
final class LengthFraming extends PointToPointFraming {
  LengthFraming(int maxFrameOctets) {
    super(new ScanningDeframer(new MessageRecogniser(maxFrameOctets), maxFrameOctets));
  }

  @Override
  public void onFrame(byte[] frame) {
    hearMessage(frame);
  }

  @Override
  byte[] encode(byte[] message) {
    return message;
  }
}
