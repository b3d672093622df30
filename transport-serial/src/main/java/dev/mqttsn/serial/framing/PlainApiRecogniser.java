package dev.mqttsn.serial.framing;

/** Knows an API frame without escapes by its checksum. */
final class PlainApiRecogniser implements ScanningDeframer.Recogniser {
  private static final int HEADER = 1 + ApiFrame.LENGTH_OCTETS;

  private final int maxDataOctets;

  PlainApiRecogniser(int maxDataOctets) {
    this.maxDataOctets = maxDataOctets;
  }

  static int frameOctets(int dataOctets) {
    return HEADER + dataOctets + ApiFrame.CHECKSUM_OCTETS;
  }

  @Override
  public int frameAt(byte[] octets, int from, int to) {
    if ((octets[from] & 0xFF) != ApiFrame.START) {
      return ScanningDeframer.NONE;
    }
    if (to - from < HEADER) {
      return ScanningDeframer.MORE;
    }
    int data = (octets[from + 1] & 0xFF) << 8 | (octets[from + 2] & 0xFF);
    if (data < 1 || data > maxDataOctets) {
      return ScanningDeframer.NONE;
    }
    int length = frameOctets(data);
    if (to - from < length) {
      return ScanningDeframer.MORE;
    }
    boolean good =
        ApiFrame.checksum(octets, from + HEADER, data) == (octets[from + length - 1] & 0xFF);
    return good ? length : ScanningDeframer.NONE;
  }
}
