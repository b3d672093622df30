package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** COBS of the message and its CRC-16, then 00. */
final class CobsFraming extends PointToPointFraming {
  private static final int DELIMITER = 0;

  CobsFraming(int maxFrameOctets) {
    super(
        new DelimitedDeframer(
            DELIMITER, Cobs.maxEncodedOctets(maxFrameOctets + FrameCheck.CRC16.octets())));
  }

  @Override
  public void onFrame(byte[] frame) {
    byte[] checked = Cobs.decode(frame);
    if (FrameCheck.CRC16.isGood(checked)) {
      hearMessage(FrameCheck.CRC16.remove(checked));
    } else {
      onDamaged(frame.length);
    }
  }

  @Override
  byte[] encode(byte[] message) {
    byte[] encoded = Cobs.encode(FrameCheck.CRC16.add(message));
    return Arrays.copyOf(encoded, encoded.length + 1);
  }
}
