package dev.mqttsn.app;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two pseudo-terminals with a socat between them: a serial cable that can be pulled out. */
final class Cable implements AutoCloseable {
  private final Path gatewayEnd;
  private final Path nodeEnd;
  private final List<FileInputStream> held = new ArrayList<>();
  private Process socat;

  private Cable(Path gatewayEnd, Path nodeEnd) {
    this.gatewayEnd = gatewayEnd;
    this.nodeEnd = nodeEnd;
  }

  static Cable plugged(Path folder, String name) throws IOException, InterruptedException {
    Cable cable = new Cable(folder.resolve(name + "-gateway"), folder.resolve(name + "-node"));
    cable.plugIn();
    return cable;
  }

  void plugIn() throws IOException, InterruptedException {
    socat =
        new ProcessBuilder(
                "socat", "pty,raw,echo=0,link=" + gatewayEnd, "pty,raw,echo=0,link=" + nodeEnd)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until(
        "socat made its terminals", () -> Files.exists(gatewayEnd) && Files.exists(nodeEnd));
    // socat ends when the last program closes a terminal; a cable does not mind
    held.add(new FileInputStream(gatewayEnd.toFile()));
    held.add(new FileInputStream(nodeEnd.toFile()));
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

  Path gatewayEnd() {
    return gatewayEnd;
  }

  Path nodeEnd() {
    return nodeEnd;
  }

  @Override
  public void close() throws IOException {
    pullOut();
  }
}
