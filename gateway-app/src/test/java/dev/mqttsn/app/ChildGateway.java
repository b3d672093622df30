package dev.mqttsn.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gateway as a process of its own on a fixed port, to be killed and started again. */
final class ChildGateway implements AutoCloseable {
  private static final String RETRY_INTERVAL = "--retry-interval";

  private final List<String> command;
  private final int port;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private Process process;

  private ChildGateway(List<String> command, int port) {
    this.command = command;
    this.port = port;
  }

  static ChildGateway of(String brokerUri, Path state, String... more) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.mqttsn.app.Main"));
    command.addAll(List.of("gateway", "--udp", "127.0.0.1:" + port, "--broker", brokerUri));
    command.addAll(List.of("--state", state.toString()));
    command.addAll(List.of(more));
    if (!command.contains(RETRY_INTERVAL)) {
      command.addAll(List.of(RETRY_INTERVAL, "1s"));
    }
    return new ChildGateway(command, port);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The physical memory that the process has. */
  int residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + pid(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Integer.parseInt(line.replaceAll("\\D", "")) / 1_024;
      }
    }
    throw new IOException("no VmRSS of process " + pid());
  }

  /** Starts it and waits until it is ready; returns how many milliseconds that took. */
  long start() throws Exception {
    long begun = System.nanoTime();
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(() -> read(process), "gateway output");
    reader.setDaemon(true);
    reader.start();
    awaitLine("ready:");
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  private void read(Process of) {
    try (BufferedReader in = of.inputReader(StandardCharsets.UTF_8)) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // it was killed
    }
  }

  /** The next line that holds the text; what came before it is gone. */
  String awaitLine(String text) throws InterruptedException {
    List<String> heard = awaitLines(text);
    return heard.get(heard.size() - 1);
  }

  /** The next line that holds the text, and before it all that have come since the last one. */
  List<String> awaitLines(String text) throws InterruptedException {
    List<String> heard = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < until) {
      String line = lines.poll(100, TimeUnit.MILLISECONDS);
      if (line != null) {
        heard.add(line);
      }
      if (line != null && line.contains(text)) {
        return heard;
      }
    }
    throw new AssertionError("no line with '" + text + "' in " + String.join("\n", heard));
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns the exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
