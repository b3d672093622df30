package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.sim.net.SerialNetwork;
import dev.mqttsn.sim.net.SerialPlace;
import dev.mqttsn.sim.net.Uplink;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** SEARCHGW over a serial line; all of it but its beginning is on the loop. */
final class SerialSearch {
  private final NodeLoop loop;
  private final String port;
  private final byte[] question;
  private final SearchTimes times;
  private final Findings findings;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile Uplink uplink;
  private boolean open;

  private SerialSearch(
      NodeLoop loop, String port, int radius, SearchTimes times, Findings findings) {
    this.loop = loop;
    this.port = port;
    this.question = FrameEncoder.encode(new Frame.SearchGw(radius));
    this.times = times;
    this.findings = findings;
  }

  static void run(SerialPlace place, int radius, int seconds, Findings findings)
      throws IOException {
    String port = place.config().port();
    try (NodeLoop loop = NodeLoop.start("search")) {
      SerialSearch search =
          new SerialSearch(loop, port, radius, new SearchTimes(seconds), findings);
      try (SerialNetwork line =
          SerialNetwork.open(loop, place.config(), place.gateway(), search::onPort)) {
        search.uplink =
            line.open(message -> findings.hear(port, message, search.times.nowMillis()));
        loop.execute(search::step);
        search.await();
      }
    }
  }

  private void onPort(boolean nowOpen, String reason) {
    open = nowOpen;
    if (!nowOpen) {
      over.completeExceptionally(
          new IOException("the port " + port + " cannot be used: " + reason));
    }
  }

  private void step() {
    if (times.isOver() || findings.isEnough()) {
      over.complete(null);
      return;
    }
    if (open && times.isDue()) {
      uplink.send(question);
    }
    loop.after(Math.min(times.idleMillis(), 20), this::step);
  }

  private void await() throws IOException {
    try {
      over.join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }
}
