package dev.mqttsn.sim.net;

/**
 * What one node sent and heard so far.
 *
 * @param octetsSent of MQTT-SN messages, without the network's own headers
 */
public record Traffic(long framesSent, long octetsSent, long framesHeard, long octetsHeard) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0);

  Traffic sent(int octets) {
    return new Traffic(framesSent + 1, octetsSent + octets, framesHeard, octetsHeard);
  }

  Traffic heard(int octets) {
    return new Traffic(framesSent, octetsSent, framesHeard + 1, octetsHeard + octets);
  }

  public Traffic plus(Traffic other) {
    return new Traffic(
        framesSent + other.framesSent,
        octetsSent + other.octetsSent,
        framesHeard + other.framesHeard,
        octetsHeard + other.octetsHeard);
  }

  /** What came since an earlier look. */
  public Traffic since(Traffic earlier) {
    return new Traffic(
        framesSent - earlier.framesSent,
        octetsSent - earlier.octetsSent,
        framesHeard - earlier.framesHeard,
        octetsHeard - earlier.octetsHeard);
  }

  public long frames() {
    return framesSent + framesHeard;
  }

  public long octets() {
    return octetsSent + octetsHeard;
  }
}
