package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.util.Locale;

/** Publishes a temperature every second at QoS 1. */
final class Meter extends DemoNode {
  static final String TOPIC = "home/kitchen/temperature";
  private static final long PERIOD_MILLIS = 1_000;
  private static final double MEAN_CELSIUS = 21;
  private static final double SWING_CELSIUS = 1.5;
  private static final double STEPS = 4;

  private final Flow flow;
  private int number;

  Meter(Stage stage) throws IOException {
    super(stage, "meter", true);
    flow = stage.addFlow(name(), Way.UP, true);
    stage.onBroker(TOPIC, this::onBroker);
  }

  @Override
  boolean isReady() {
    return device().state() == DeviceState.ACTIVE;
  }

  @Override
  void play() {
    stage().every(PERIOD_MILLIS, this::publish);
  }

  private void publish() {
    double celsius = MEAN_CELSIUS + SWING_CELSIUS * Math.sin(number / STEPS);
    String text = String.format(Locale.ROOT, "#%d  %.1f C", ++number, celsius);
    flow.onSent(text);
    device()
        .act(
            (node, now) ->
                node.publish(now, Topic.named(TOPIC), Qos.AT_LEAST_ONCE, false, Octets.utf8(text)));
  }

  @Override
  public void onPublished(long nowMillis, long published) {
    flow.onAcknowledged();
  }

  private void onBroker(String text) {
    tell(Way.UP, TOPIC, flow.onArrived(text) ? text : text + "  (repeated)");
  }
}
