package dev.mqttsn.serial;

/** An open port. One thread reads and closes, another one writes. */
interface PortDevice extends AutoCloseable {
  /** How long {@link #read} waits for octets. */
  int READ_MILLIS = 100;

  /** The number of octets read, 0 after {@link #READ_MILLIS} without any. */
  int read(byte[] buffer) throws PortFailure;

  /**
   * Writes all, and may block without limit where the other end does not read, until the port is
   * closed.
   */
  void write(byte[] octets) throws PortFailure;

  /** Octets that the system still has to put on the line; 0 where it does not tell. */
  int unsentOctets();

  /** Ends a write that blocks. */
  @Override
  void close();
}
