package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.sim.UdpLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/** Puts broker, gateway and nodes together and takes them apart again, in that order. */
final class DemoRun {
  private static final int FAILED = 1;

  private final View view;
  private final boolean verbose;
  private final Curtain curtain = Curtain.onSignals();
  private final AtomicReference<Stage> stage = new AtomicReference<>();

  DemoRun(View view, boolean verbose) {
    this.view = view;
    this.verbose = verbose;
  }

  /** Runs the demo to its end; the exit status. Long.MAX_VALUE seconds are until a signal. */
  int run(long seconds) throws IOException, InterruptedException {
    try (UdpLoop loop = UdpLoop.start("nodes");
        EmbeddedBroker broker =
            EmbeddedBroker.start(
                (client, topic, payload) ->
                    loop.execute(() -> stage.get().arrivedAtBroker(topic, payload)))) {
      return withGateway(seconds, loop, broker);
    } finally {
      curtain.putAway();
    }
  }

  private int withGateway(long seconds, UdpLoop loop, EmbeddedBroker broker)
      throws IOException, InterruptedException {
    GatewayChild gateway = GatewayChild.start(broker.uri(), this::onGatewayLine);
    gateway.onExit(() -> curtain.fall(Curtain.Reason.GATEWAY_GONE));
    curtain.whenFallen(gateway::stopWaiting);
    try {
      InetSocketAddress address = awaitReady(gateway);
      introduce(seconds, broker, address, gateway.pid());
      stage.set(new Stage(loop, broker, address, view));
      Curtain.Reason reason = new Play(loop, stage.get(), curtain).perform(seconds);
      if (reason == Curtain.Reason.GATEWAY_GONE) {
        tellLastWords(gateway);
      }
      return conclude(reason, gateway.stop());
    } finally {
      gateway.stop();
    }
  }

  private InetSocketAddress awaitReady(GatewayChild gateway)
      throws IOException, InterruptedException {
    try {
      return gateway.awaitReady();
    } catch (IOException e) {
      tellLastWords(gateway);
      throw e;
    }
  }

  private void onGatewayLine(String line) {
    if (verbose) {
      view.text("| " + line);
    }
  }

  private void tellLastWords(GatewayChild gateway) {
    view.text("The gateway's last words:");
    gateway.lastWords().forEach(line -> view.text("| " + line));
  }

  private void introduce(
      long seconds, EmbeddedBroker broker, InetSocketAddress gateway, long gatewayPid) {
    String end = seconds == Long.MAX_VALUE ? "until Ctrl-C" : "for " + seconds + " s";
    view.text("An MQTT broker, the gateway and four simulated MQTT-SN nodes at work, " + end + ":");
    view.text(
        "  broker %s (in this process), gateway udp %s:%d (process %d)"
            .formatted(broker.uri(), gateway.getHostString(), gateway.getPort(), gatewayPid));
    view.text(
        "  meter publishes every second; beacon sends at QoS -1 without a session;"
            + " lamp gets commands");
    view.text(
        "  through "
            + Lamp.FILTER
            + "; sleeper wakes every "
            + Sleeper.WAKE_SECONDS
            + " s for what the gateway has kept for it.");
    view.text("Each line is one thing that happened; the arrows show how far it went.");
    view.text("");
    view.head();
  }

  private int conclude(Curtain.Reason reason, String gatewayEnd) {
    Summary.print(view, stage.get().flows());
    view.text("  the gateway " + gatewayEnd);
    boolean good = Summary.isGood(stage.get().flows());
    return good && reason != Curtain.Reason.GATEWAY_GONE ? 0 : FAILED;
  }
}
