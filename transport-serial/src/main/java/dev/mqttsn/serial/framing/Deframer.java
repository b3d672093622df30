package dev.mqttsn.serial.framing;

/** Finds where frames begin and end in a stream of octets. */
interface Deframer {
  void feed(byte[] octets, int offset, int length, long nowMillis, Output out);

  void idle(long nowMillis, Output out);

  /** Where the pieces go, in their order on the line. */
  interface Output {
    /** A whole frame as its deframer defines it; the array is the receiver's. */
    void onFrame(byte[] frame);

    void onDamaged(int octets);
  }
}
