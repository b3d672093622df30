package dev.mqttsn.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real mosquitto of its own, on a free port, that keeps its sessions over a restart. */
final class Mosquitto implements AutoCloseable {
  private static final long START_MILLIS = 10_000;

  private final int port;
  private final Path config;
  private Process process;

  private Mosquitto(int port, Path config) {
    this.port = port;
    this.config = config;
  }

  static Mosquitto start(Path directory) throws Exception {
    int port = freePort();
    Path config = directory.resolve("mosquitto.conf");
    Files.writeString(
        config,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        user %s
        """
            .formatted(port, directory, System.getProperty("user.name")));
    Mosquitto mosquitto = new Mosquitto(port, config);
    mosquitto.start();
    return mosquitto;
  }

  void start() throws Exception {
    process =
        new ProcessBuilder(binary(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!listens()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IllegalStateException("mosquitto does not start");
      }
      Thread.sleep(20);
    }
  }

  /** SIGTERM, so that it stores its sessions. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** SIGKILL: what it has not stored is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: connections stay, and nothing moves. */
  void pause() throws Exception {
    signal("-STOP");
  }

  /** SIGCONT. */
  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", name, "" + process.pid()).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill " + name + " failed");
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "mqtt://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String binary() {
    return Files.isExecutable(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
