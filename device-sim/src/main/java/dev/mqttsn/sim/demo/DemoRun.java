package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.sim.net.NodeLoop;
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
    try (NodeLoop loop = NodeLoop.start("nodes");
        EmbeddedBroker broker =
            EmbeddedBroker.start(
                (client, topic, payload) ->
                    loop.execute(() -> stage.get().arrivedAtBroker(topic, payload)))) {
      return withGateway(seconds, loop, broker);
    } finally {
      curtain.putAway();
    }
  }

  private int withGateway(long seconds, NodeLoop loop, EmbeddedBroker broker)
      throws IOException, InterruptedException {
    GatewayChild gateway = GatewayChild.start(broker.uri(), this::onGatewayLine);
    gateway.onExit(() -> curtain.fall(Curtain.Reason.GATEWAY_GONE));
    curtain.whenFallen(gateway::stopWaiting);
    try {
      return play(seconds, loop, broker, gateway);
    } catch (IOException e) {
      if (curtain.hasFallenFor(Curtain.Reason.SIGNAL)) {
        view.text("Ended before the gateway was ready.");
        return 0;
      }
      tellLastWords(gateway);
      throw e;
    } finally {
      gateway.stop();
    }
  }

  private int play(long seconds, NodeLoop loop, EmbeddedBroker broker, GatewayChild gateway)
      throws IOException, InterruptedException {
    InetSocketAddress address = gateway.awaitReady();
    introduce(seconds, broker, address, gateway.pid());
    stage.set(new Stage(loop, broker, address, view));
    Curtain.Reason reason = new Play(loop, stage.get(), curtain).perform(seconds);
    if (reason == Curtain.Reason.GATEWAY_GONE) {
      view.text("The gateway ended, which it should not.");
      tellLastWords(gateway);
    }
    return conclude(reason, gateway.stop());
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
    view.text("Four simulated MQTT-SN nodes, the gateway and an MQTT broker at work, " + end + ".");
    view.text(
        "Nodes: meter publishes every second at QoS 1; beacon sends at QoS -1, without a session;");
    view.text(
        "lamp gets commands through "
            + Lamp.FILTER
            + "; sleeper wakes every "
            + Sleeper.WAKE_SECONDS
            + " s for what was kept for it.");
    view.text(
        "Gateway: udp %s:%d, process %d. Broker: %s, in this process."
            .formatted(gateway.getHostString(), gateway.getPort(), gatewayPid, broker.uri()));
    view.text("Each line is one thing that happened; its arrows show how far it went.");
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
