package dev.mqttsn.udp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A capture on disk; only whole records are written, so that it is readable at any moment. */
final class PcapFile implements Closeable {
  private static final int BUFFER_OCTETS = 256 << 10;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);

  private PcapFile(FileChannel file) {
    this.file = file;
  }

  static PcapFile create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    PcapFile file = new PcapFile(channel);
    try {
      PcapFormat.putFileHeader(file.buffer);
      file.flush();
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void append(CapturedDatagram datagram) throws IOException {
    if (buffer.remaining() < PcapFormat.MAX_RECORD_OCTETS) {
      flush();
    }
    PcapFormat.putRecord(buffer, datagram);
  }

  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
