package dev.mqttsn.sim.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as a child process, from its start to its end. */
final class GatewayChild {
  private static final Pattern READY = Pattern.compile("\\bready: .*?\\budp \\S+:(\\d+)");
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 6;
  private static final int LAST_WORDS = 8;

  private final Process process;
  private final Consumer<String> log;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Deque<String> lastWords = new ArrayDeque<>();

  private GatewayChild(Process process, Consumer<String> log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it; call it on a thread that lives as long as the child should. */
  static GatewayChild start(String brokerUri, Consumer<String> log) throws IOException {
    List<String> arguments =
        List.of(
            "gateway",
            "--udp",
            "127.0.0.1:0",
            "--broker",
            brokerUri,
            "--predefined",
            Beacon.TOPIC_ID + "=" + Beacon.TOPIC,
            "--retry-interval",
            "2s",
            "--state",
            "none");
    Process process =
        new ProcessBuilder(Launcher.command(Launcher.find(), arguments))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    GatewayChild child = new GatewayChild(process, log);
    Thread reader = new Thread(child::read, "gateway-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        onLine(line);
      }
      port.completeExceptionally(new IOException("the gateway ended before it was ready"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  private void onLine(String line) {
    synchronized (lastWords) {
      lastWords.add(line);
      if (lastWords.size() > LAST_WORDS) {
        lastWords.remove();
      }
    }
    Matcher ready = READY.matcher(line);
    if (ready.find()) {
      port.complete(Integer.valueOf(ready.group(1)));
    }
    log.accept(line);
  }

  /** Waits until it is ready; where it hears nodes. */
  InetSocketAddress awaitReady() throws IOException, InterruptedException {
    try {
      int number = port.get(START_SECONDS, TimeUnit.SECONDS);
      return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), number);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("the gateway was not ready after " + START_SECONDS + " s", e);
    }
  }

  /** Makes {@link #awaitReady} fail at once. */
  void stopWaiting() {
    port.completeExceptionally(new IOException("the gateway ended before it was ready"));
  }

  long pid() {
    return process.pid();
  }

  void onExit(Runnable action) {
    var unused = process.onExit().thenRun(action);
  }

  /** The last lines that it wrote. */
  List<String> lastWords() {
    synchronized (lastWords) {
      return List.copyOf(lastWords);
    }
  }

  /** Ends it with SIGTERM, at the latest with SIGKILL; how it ended, in words. */
  String stop() {
    try {
      process.destroy();
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return "ended with status " + process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return "did not end by itself within " + STOP_SECONDS + " s and was killed";
  }
}
