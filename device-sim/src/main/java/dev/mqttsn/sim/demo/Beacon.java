package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;

/** Sends at QoS -1 to a predefined topic: it never connects and never listens. */
final class Beacon extends DemoNode {
  static final int TOPIC_ID = 1;
  static final String TOPIC = "home/door/beacon";
  private static final long PERIOD_MILLIS = 3_000;

  private final Flow flow;
  private int number;

  Beacon(Stage stage) throws IOException {
    super(stage, "beacon", true);
    flow = stage.addFlow(name(), Way.UP, false);
    stage.onBroker(TOPIC, this::onBroker);
  }

  @Override
  void enter() {}

  @Override
  boolean isReady() {
    return true;
  }

  @Override
  void play() {
    stage().every(PERIOD_MILLIS, this::shout);
  }

  @Override
  void leave() {}

  private void shout() {
    String text = "#" + ++number + "  alive";
    flow.onSent(text);
    device()
        .act(
            (node, now) ->
                node.publish(
                    now, Topic.predefined(TOPIC_ID), Qos.MINUS_ONE, false, Octets.utf8(text)));
  }

  private void onBroker(String text) {
    tell(Way.UP, TOPIC, (flow.onArrived(text) ? text : text + "  (repeated)") + "  (QoS -1)");
  }
}
