package dev.mqttsn.app;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Another participant at the broker: mosquitto_sub that listens, mosquitto_pub that speaks. */
final class BrokerClient implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private BrokerClient(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "mosquitto_sub");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Listens to a filter, with a session that outlives a restart of the broker; returns when the
   * broker has confirmed the subscription.
   */
  static BrokerClient listen(Mosquitto broker, String filter) throws Exception {
    BrokerClient client =
        new BrokerClient(
            new ProcessBuilder(
                    "mosquitto_sub",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    "" + broker.port(),
                    "-c",
                    "-i",
                    "listener-" + Long.toHexString(System.nanoTime()),
                    "-q",
                    "2",
                    "-t",
                    filter,
                    "-t",
                    "ready/+",
                    "-F",
                    "%t %q %p")
                .redirectErrorStream(true)
                .start());
    String ready = "ready/" + Long.toHexString(System.nanoTime());
    for (int i = 0; i < 100; i++) {
      publish(broker, ready, 0, "x");
      if (client.next(100) != null) {
        client.drainReady();
        return client;
      }
    }
    throw new IllegalStateException("mosquitto_sub hears nothing");
  }

  static void publish(Mosquitto broker, String topic, int qos, String payload) throws Exception {
    List<String> command =
        List.of(
            "mosquitto_pub",
            "-h",
            "127.0.0.1",
            "-p",
            "" + broker.port(),
            "-q",
            "" + qos,
            "-t",
            topic,
            "-m",
            payload);
    Process publisher = new ProcessBuilder(command).inheritIO().start();
    if (publisher.waitFor() != 0) {
      throw new IllegalStateException("mosquitto_pub failed");
    }
  }

  /** Publishes each payload as a message, in order, over one connection. */
  static void publishAll(Mosquitto broker, String topic, int qos, List<String> payloads)
      throws Exception {
    publishAll(broker, topic, qos, payloads, Integer.MAX_VALUE);
  }

  /** The same, no faster than a rate. */
  static void publishAll(
      Mosquitto broker, String topic, int qos, List<String> payloads, int perSecond)
      throws Exception {
    Process publisher =
        new ProcessBuilder(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                "" + broker.port(),
                "-q",
                "" + qos,
                "-t",
                topic,
                "-l")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedWriter out = publisher.outputWriter(StandardCharsets.UTF_8)) {
      long begun = System.nanoTime();
      int written = 0;
      for (String payload : payloads) {
        out.write(payload);
        out.newLine();
        written++;
        long due = begun + written * TimeUnit.SECONDS.toNanos(1) / perSecond;
        if (due - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(1)) {
          out.flush();
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
      }
    }
    if (publisher.waitFor() != 0) {
      throw new IllegalStateException("mosquitto_pub failed");
    }
  }

  /** The next message as "topic qos payload", or null. */
  String next(long millis) throws InterruptedException {
    return lines.poll(millis, TimeUnit.MILLISECONDS);
  }

  String next() throws InterruptedException {
    return next(10_000);
  }

  private void drainReady() throws InterruptedException {
    String line = next(100);
    while (line != null) {
      line = next(100);
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // the process ended
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
