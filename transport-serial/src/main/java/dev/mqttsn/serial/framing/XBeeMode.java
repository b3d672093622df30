package dev.mqttsn.serial.framing;

import java.util.Arrays;

/** The AP setting of the modem. */
enum XBeeMode {
  /** API mode 1: no escapes. */
  PLAIN {
    @Override
    Deframer deframer(int maxDataOctets) {
      return new ScanningDeframer(
          new PlainApiRecogniser(maxDataOctets), PlainApiRecogniser.frameOctets(maxDataOctets));
    }

    @Override
    byte[] data(byte[] frame) {
      return Arrays.copyOfRange(frame, 3, frame.length - 1);
    }
  },
  /** API mode 2: escapes. */
  ESCAPED {
    @Override
    Deframer deframer(int maxDataOctets) {
      return new EscapedDeframer(ApiFrame.LengthOf.DATA, maxDataOctets);
    }

    @Override
    byte[] data(byte[] frame) {
      return frame;
    }
  };

  abstract Deframer deframer(int maxDataOctets);

  /** The data of what the deframer calls a frame. */
  abstract byte[] data(byte[] frame);
}
