package dev.mqttsn.serial;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two pseudo-terminals with a socat between them: a serial cable that can be pulled out. */
final class Cable implements AutoCloseable {
  private final Path gatewayEnd;
  private final Path nodeEnd;
  private final List<FileInputStream> held = new ArrayList<>();
  private final Path log;
  private Process socat;

  private Cable(Path gatewayEnd, Path nodeEnd) {
    this.gatewayEnd = gatewayEnd;
    this.nodeEnd = nodeEnd;
    log = nodeEnd.resolveSibling(nodeEnd.getFileName() + ".log");
  }

  static Cable unplugged(Path folder, String name) {
    return new Cable(folder.resolve(name + "-gateway"), folder.resolve(name + "-node"));
  }

  static Cable plugged(Path folder, String name) throws IOException, InterruptedException {
    Cable cable = unplugged(folder, name);
    cable.plugIn();
    return cable;
  }

  void plugIn() throws IOException, InterruptedException {
    socat =
        new ProcessBuilder(
                "socat",
                "-d",
                "-d",
                "pty,raw,echo=0,link=" + gatewayEnd,
                "pty,raw,echo=0,link=" + nodeEnd)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Await.until("socat made its terminals", this::isReady);
    // socat ends when the last program closes a terminal; a cable does not mind
    held.add(new FileInputStream(gatewayEnd.toFile()));
    held.add(new FileInputStream(nodeEnd.toFile()));
  }

  /** The links appear before socat has set the terminals up, which undoes what others set. */
  private boolean isReady() {
    try {
      return Files.readString(log).contains("starting data transfer loop");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pullOut() throws IOException {
    socat.destroyForcibly();
    socat.onExit().join();
    for (FileInputStream end : held) {
      end.close();
    }
    held.clear();
    Files.deleteIfExists(gatewayEnd);
    Files.deleteIfExists(nodeEnd);
  }

  String gatewayEnd() {
    return gatewayEnd.toString();
  }

  PortDevice openNodeEnd() throws IOException {
    return new JSerialComm().open(nodeEnd.toString(), SerialConfig.DEFAULT_BAUD);
  }

  @Override
  public void close() throws IOException {
    if (socat != null) {
      pullOut();
    }
  }
}
