package dev.mqttsn.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real mosquitto on a free port of loopback, with its data in a directory of the test. */
final class Mosquitto implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/mosquitto");
  private static final long DEADLINE_MILLIS = 10_000;
  private static final int POLL_MILLIS = 20;

  private final Path directory;
  private final int port;
  private Process process;

  private Mosquitto(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(BINARY);
  }

  static Mosquitto start(Path directory) {
    Mosquitto broker = new Mosquitto(directory, freePort());
    broker.start();
    return broker;
  }

  int port() {
    return port;
  }

  void start() {
    try {
      Path configuration = directory.resolve("mosquitto.conf");
      Files.writeString(configuration, configuration());
      process =
          new ProcessBuilder(BINARY.toString(), "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
              .start();
      awaitListening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, at which it writes its sessions down. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** SIGKILL: all sessions are lost. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * Started as root it would otherwise give up its rights, and those to the directory with them.
   */
  private String configuration() {
    return String.join(
        "\n",
        "listener " + port + " 127.0.0.1",
        "allow_anonymous true",
        "persistence true",
        "persistence_location " + directory + "/",
        "max_queued_messages 0",
        "user " + System.getProperty("user.name"),
        "");
  }

  private void awaitListening() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "mosquitto does not listen: " + Files.readString(directory.resolve("log")));
      }
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), POLL_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("mosquitto does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
