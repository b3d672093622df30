package dev.mqttsn.app;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node on a serial line. */
final class SerialNode extends Node {
  private final Line line;
  private final Place place;
  private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

  SerialNode(Line line, Place place) {
    this.line = line;
    this.place = place;
    line.add(place, heard::add);
  }

  @Override
  void transmit(byte[] message) throws IOException {
    line.write(place, message);
  }

  @Override
  Optional<byte[]> next(int millis) throws IOException {
    try {
      return Optional.ofNullable(heard.poll(millis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
