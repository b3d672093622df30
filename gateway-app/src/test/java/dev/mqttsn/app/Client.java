package dev.mqttsn.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One of the command-line clients as a process of its own, with what it prints line by line. */
final class Client implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
  private final List<Thread> readers = new ArrayList<>();

  /** What a client came to. */
  record End(int status, List<String> out, List<String> err) {}

  private Client(Process process) {
    this.process = process;
    readers.add(reader(process.inputReader(StandardCharsets.UTF_8), out));
    readers.add(reader(process.errorReader(StandardCharsets.UTF_8), err));
  }

  static Client start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath(), "dev.mqttsn.sim.Main"));
    command.addAll(List.of(arguments));
    return new Client(new ProcessBuilder(command).start());
  }

  /** Without the gateway's own classes, and so with the logging of the clients. */
  private static String classPath() {
    String gateway = Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !Path.of(entry).equals(Path.of(gateway)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs one to its end, with this on its standard input. */
  static End run(String input, String... arguments) throws Exception {
    try (Client client = start(arguments)) {
      client.process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      client.process.getOutputStream().close();
      return client.end();
    }
  }

  private static Thread reader(BufferedReader from, BlockingQueue<String> to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                from.lines().forEach(to::add);
              } catch (IOException | UncheckedIOException e) {
                // it was killed
              }
            },
            "client output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Waits for the next line on the standard output. */
  String nextOut() throws InterruptedException {
    return next(out);
  }

  /** Waits for a line on the standard error that holds the text. */
  String awaitErr(String text) throws InterruptedException {
    String line = next(err);
    while (!line.contains(text)) {
      line = next(err);
    }
    return line;
  }

  private static String next(BlockingQueue<String> lines) throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no line within " + DEADLINE_SECONDS + " s");
    }
    return line;
  }

  /** SIGTERM. */
  void interrupt() {
    process.destroy();
  }

  /** SIGKILL: it says nothing to its gateway. */
  void kill() {
    process.destroyForcibly();
  }

  End end() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still there after " + DEADLINE_SECONDS + " s: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return new End(process.exitValue(), List.copyOf(out), List.copyOf(err));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
