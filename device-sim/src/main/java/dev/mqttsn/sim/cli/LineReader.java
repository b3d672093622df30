package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Octets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Lines of a stream as octets, whatever their character set; a CR before the LF is not theirs. */
final class LineReader implements Runnable {
  private final InputStream in;
  private final Sink sink;
  private final Consumer<Optional<String>> end;

  /** Takes a line; may block. */
  @FunctionalInterface
  interface Sink {
    void onLine(Octets line) throws InterruptedException;
  }

  /**
   * @param end called once, with the trouble if there was any
   */
  LineReader(InputStream in, Sink sink, Consumer<Optional<String>> end) {
    this.in = new BufferedInputStream(in);
    this.sink = sink;
    this.end = end;
  }

  @Override
  public void run() {
    try {
      read();
      end.accept(Optional.empty());
    } catch (IOException e) {
      end.accept(Optional.of(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() throws IOException, InterruptedException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet;
    while ((octet = in.read()) >= 0) {
      if (octet == '\n') {
        give(line);
      } else {
        line.write(octet);
      }
    }
    if (line.size() > 0) {
      give(line);
    }
  }

  private void give(ByteArrayOutputStream line) throws InterruptedException {
    Octets octets = Octets.wrap(line.toByteArray());
    int last = octets.length() - 1;
    line.reset();
    sink.onLine(last >= 0 && octets.at(last) == '\r' ? octets.prefix(last) : octets);
  }
}
